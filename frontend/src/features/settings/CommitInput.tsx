import { useState, type ComponentProps } from 'react'
import { cn } from '@/components/ui/cn'

interface CommitInputProps extends Omit<ComponentProps<'input'>, 'value' | 'onChange'> {
  value: string
  /** The version of the record it belongs to. */
  version?: number
  /**
   * Called when it is left, or Enter pressed, with a new text that is not empty, and the version it was
   * typed over: another's change meanwhile is not to be overwritten unseen.
   */
  onCommit: (text: string, since: number | undefined) => void
}

/** A text that looks like text until one is in it; Esc brings the old one back. */
export function CommitInput({ value, version, onCommit, className, ...rest }: CommitInputProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const [begun, setBegun] = useState({ value, version })
  const change = (text: string) => {
    if (typed === null) setBegun({ value, version })
    setTyped(text)
  }
  const finish = (text: string | null) => {
    const next = text?.trim()
    setTyped(null)
    if (next && next !== begun.value) onCommit(next, begun.version)
  }
  return (
    <input
      {...rest}
      className={cn('field border-transparent bg-transparent enabled:hover:border-line', className)}
      value={typed ?? value}
      onChange={(event) => change(event.target.value)}
      onBlur={() => finish(typed)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur()
        if (event.key === 'Escape' && typed !== null) {
          event.stopPropagation()
          setTyped(null)
        }
      }}
    />
  )
}
