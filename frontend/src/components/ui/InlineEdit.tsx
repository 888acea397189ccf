import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { cn } from './cn'

interface InlineEditProps {
  /** "Edit Amount": what a screen reader says of the button. */
  label: string
  /** The value at rest. */
  display: ReactNode
  /** Shown in its place when there is none. */
  placeholder?: string
  disabled?: boolean
  /** The editor. It calls `done` to close; `seed` is a letter typed on the value, to begin with. */
  children: (editor: { done: () => void; seed: string | undefined }) => ReactNode
  /** Told when editing begins and ends (for "Ana is editing…"). */
  onEditing?: (editing: boolean) => void
  className?: string
}

/** A value that becomes its own editor by click, Enter or typing; Esc comes back with nothing changed. */
export function InlineEdit(props: InlineEditProps) {
  const { label, display, placeholder, disabled, children, onEditing, className } = props
  const [editing, setEditing] = useState<{ seed: string | undefined } | null>(null)
  const [finished, setFinished] = useState(0)
  const button = useRef<HTMLButtonElement>(null)
  function start(seed?: string): void {
    if (disabled) return
    setEditing({ seed })
    onEditing?.(true)
  }
  // Back to where the keyboard was, unless the reader has gone elsewhere already.
  useEffect(() => {
    if (finished > 0 && document.activeElement === document.body) button.current?.focus()
  }, [finished])
  const done = useCallback(() => {
    setEditing(null)
    setFinished((n) => n + 1)
    onEditing?.(false)
  }, [onEditing])
  function typed(event: KeyboardEvent): void {
    if (
      event.key.length === 1 &&
      event.key !== ' ' &&
      !event.ctrlKey &&
      !event.metaKey &&
      !event.altKey
    ) {
      event.preventDefault()
      start(event.key)
    }
  }
  if (editing) return <div className={className}>{children({ done, seed: editing.seed })}</div>
  if (disabled)
    return (
      <div className={cn('flex min-h-8 items-center px-2.5 py-1', className)}>
        {display || <Nothing text={placeholder} />}
      </div>
    )
  return (
    <button
      ref={button}
      type="button"
      onClick={() => start()}
      onKeyDown={typed}
      className={cn(
        'flex min-h-8 w-full min-w-0 items-center rounded-md border border-transparent px-2.5 py-1 text-left hover:border-line hover:bg-hover',
        className,
      )}
    >
      {/* Its name says what a click does and what stands there: both are read out, both can be spoken. */}
      <span className="sr-only">{label}: </span>
      {display || <Nothing text={placeholder} />}
    </button>
  )
}

function Nothing({ text = '—' }: { text?: string | undefined }) {
  return <span className="text-faint">{text}</span>
}
