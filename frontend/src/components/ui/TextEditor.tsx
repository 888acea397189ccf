import { useRef, useState } from 'react'
import { cn } from './cn'

interface TextEditorProps {
  initial: string
  label: string
  /** Called once, when it is left or Enter is pressed, with what was typed (also if it is the same). */
  onCommit: (text: string) => void
  onCancel: () => void
  /** A sentence while what is typed can't be taken; null when it can. */
  check?: (text: string) => string | null
  type?: 'text' | 'email' | 'tel' | 'url' | 'number' | 'date' | 'datetime-local'
  /** Several lines: Enter makes a new one, Ctrl+Enter commits. */
  multiline?: boolean
  className?: string
}

/** A one-shot editor of a line (or lines) of text, open and focused from the start. */
export function TextEditor(props: TextEditorProps) {
  const { initial, label, onCommit, onCancel, check, type = 'text', multiline, className } = props
  const [text, setText] = useState(initial)
  const finished = useRef(false)
  const wrong = check?.(text.trim()) ?? null
  function finish(commit: boolean): void {
    if (finished.current) return
    finished.current = true
    if (commit && !wrong) onCommit(text.trim())
    else onCancel()
  }
  const shared = {
    'aria-label': label,
    'aria-invalid': wrong !== null || undefined,
    title: wrong ?? undefined,
    autoFocus: true,
    value: text,
    onChange: (event: { target: { value: string } }) => setText(event.target.value),
    onBlur: () => finish(true),
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.nativeEvent.isComposing) return
      event.stopPropagation() // the table's and the panel's keys rest while one types
      if (event.key === 'Escape') finish(false)
      if (event.key === 'Enter' && (!multiline || event.ctrlKey || event.metaKey)) {
        event.preventDefault()
        if (!wrong) finish(true)
      }
    },
  }
  if (multiline)
    return (
      <textarea
        {...shared}
        className={cn(
          'field block h-auto min-h-16 field-sizing-content resize-none py-1.5',
          className,
        )}
      />
    )
  return <input {...shared} type={type} className={cn('field', className)} />
}
