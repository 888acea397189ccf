import { useState, type ComponentProps } from 'react'
import { cn } from '@/components/ui/cn'

interface CommitInputProps extends Omit<ComponentProps<'input'>, 'value' | 'onChange'> {
  value: string
  /** Called when it is left, or Enter pressed, with a new text that is not empty. */
  onCommit: (text: string) => void
}

/** A text that looks like text until one is in it; Esc brings the old one back. */
export function CommitInput({ value, onCommit, className, ...rest }: CommitInputProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const finish = (text: string | null) => {
    const next = text?.trim()
    setTyped(null)
    if (next && next !== value) onCommit(next)
  }
  return (
    <input
      {...rest}
      className={cn('field border-transparent bg-transparent enabled:hover:border-line', className)}
      value={typed ?? value}
      onChange={(event) => setTyped(event.target.value)}
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
