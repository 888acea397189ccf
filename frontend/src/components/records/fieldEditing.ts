import { useRef, type KeyboardEvent } from 'react'
import type { Field, Row } from '@/sync'

/** Where to go after an edit: stay, or to a neighbouring cell. */
export type Step = 'stay' | 'down' | 'up' | 'next' | 'previous'

export interface FieldEditorProps {
  field: Field
  value: unknown
  row?: Row | undefined
  /** The letter that opened it: replaces the value. */
  seed?: string | undefined
  onCommit: (value: unknown, step: Step) => void
  onCancel: () => void
}

/** Exactly over the value. */
export const over =
  'absolute inset-0 z-10 w-full bg-raised px-[7px] text-text outline-2 -outline-offset-1 outline-focus rounded-sm'

/** Enter, Tab and Esc as in a spreadsheet; an editor is left once, however many events follow. */
export function useLeaving(
  { onCommit, onCancel }: FieldEditorProps,
  read: () => { value: unknown } | null,
) {
  const left = useRef(false)
  const commit = (step: Step) => {
    if (left.current) return
    const result = read()
    if (!result) return
    left.current = true
    onCommit(result.value, step)
  }
  const cancel = () => {
    left.current = true
    onCancel()
  }
  const onKeyDown = (event: KeyboardEvent, multiline = false) => {
    if (event.nativeEvent.isComposing) return
    event.stopPropagation()
    if (event.key === 'Escape') cancel()
    else if (event.key === 'Enter' && !(multiline && event.shiftKey))
      commit(event.shiftKey ? 'up' : 'down')
    else if (event.key === 'Tab') commit(event.shiftKey ? 'previous' : 'next')
    else return
    event.preventDefault()
  }
  return { commit, cancel, onKeyDown }
}
