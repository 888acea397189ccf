import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { cn } from '@/components/ui/cn'
import { Popover, PopoverAnchor, PopoverContent } from '@/components/ui/Popover'
import type { Field, Row } from '@/sync'
import { editText, editorOf, isMany, isNumeric, parseTyped } from './fields'
import { FieldPicker } from './FieldPicker'

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

/** Edits one field exactly over where its value stands; the parent must be positioned. */
export function FieldEditor(props: FieldEditorProps) {
  switch (editorOf(props.field)) {
    case 'typed':
      return <TypedEditor {...props} />
    case 'date':
      return <DateEditor {...props} />
    case 'chosen':
      return <ChosenEditor {...props} />
    default:
      return null
  }
}

const over =
  'absolute inset-0 z-10 w-full bg-raised px-[7px] text-text outline-2 -outline-offset-1 outline-focus rounded-sm'

/** Enter, Tab and Esc as in a spreadsheet; an editor is left once, however many events follow. */
function useLeaving(
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

function TypedEditor(props: FieldEditorProps) {
  const { field, value, seed } = props
  const { t } = useTranslation()
  const [text, setText] = useState(seed ?? editText(value))
  const [tried, setTried] = useState(false)
  const parsed = parseTyped(field, text)
  const problem = tried && 'problem' in parsed ? t(`records.problem.${parsed.problem}`) : undefined
  const { commit, cancel, onKeyDown } = useLeaving(props, () => {
    setTried(true)
    return 'problem' in parsed ? null : parsed
  })
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  useEffect(() => {
    const element = input.current
    element?.focus()
    if (seed === undefined) element?.select()
    else element?.setSelectionRange(seed.length, seed.length)
  }, [seed])
  const ties = {
    ref: input,
    value: text,
    'aria-label': t('field.edit', { label: field.label }),
    'aria-invalid': problem !== undefined,
    onChange: (event: { target: { value: string } }) => setText(event.target.value),
    // A value that can't be saved is let go when the field is left: nothing is half-written.
    onBlur: () => ('problem' in parsed ? cancel() : commit('stay')),
  }
  return (
    <>
      {field.kind === 'long_text' ? (
        <textarea
          {...ties}
          onKeyDown={(event) => onKeyDown(event, true)}
          className={cn(over, 'bottom-auto min-h-24 py-1.5 shadow-float field-sizing-content')}
        />
      ) : (
        <input
          {...ties}
          onKeyDown={onKeyDown}
          inputMode={isNumeric(field) ? 'decimal' : field.kind === 'email' ? 'email' : 'text'}
          className={cn(over, isNumeric(field) && 'tabular text-right')}
        />
      )}
      {problem && (
        <p
          role="alert"
          className="floating absolute top-full left-0 z-20 mt-1 px-2 py-1 text-sm whitespace-nowrap text-danger-text"
        >
          {problem}
        </p>
      )}
    </>
  )
}

function DateEditor(props: FieldEditorProps) {
  const { field, value } = props
  const { t } = useTranslation()
  const timed = field.kind === 'datetime'
  const [text, setText] = useState(() => shownDate(value, timed))
  const { commit, onKeyDown } = useLeaving(props, () => ({ value: sentDate(text, timed) }))
  return (
    <input
      ref={(element) => element?.focus()}
      type={timed ? 'datetime-local' : 'date'}
      value={text}
      aria-label={t('field.edit', { label: field.label })}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => commit('stay')}
      className={cn(over, 'tabular')}
    />
  )
}

function shownDate(value: unknown, timed: boolean): string {
  if (typeof value !== 'string' || value === '') return ''
  if (!timed) return value
  const moment = new Date(value)
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16)
}

function sentDate(text: string, timed: boolean): string | null {
  if (text === '') return null
  return timed ? new Date(text).toISOString() : text
}

function ChosenEditor(props: FieldEditorProps) {
  const { field, value, row, seed, onCommit, onCancel } = props
  const many = isMany(field)
  const [held, setHeld] = useState(value)
  const close = (step: Step) => (many ? onCommit(held ?? [], step) : onCancel())
  return (
    <Popover open onOpenChange={(open) => !open && close('stay')}>
      <PopoverAnchor className="pointer-events-none absolute inset-0 rounded-sm outline-2 -outline-offset-1 outline-focus" />
      <PopoverContent
        aria-label={field.label}
        className="w-[max(var(--radix-popover-trigger-width),240px)] overflow-hidden p-0"
        sideOffset={2}
        onCloseAutoFocus={(event) => event.preventDefault()}
        onKeyDown={(event) => {
          event.stopPropagation() // the table's keys rest while the list is open
          if (event.key !== 'Tab') return
          event.preventDefault()
          close(event.shiftKey ? 'previous' : 'next')
        }}
      >
        <FieldPicker
          field={field}
          value={held}
          row={row}
          seed={seed}
          onPick={(picked) => (many ? setHeld(picked) : onCommit(picked, 'stay'))}
        />
      </PopoverContent>
    </Popover>
  )
}
