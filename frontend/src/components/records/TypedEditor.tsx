import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cn } from '@/components/ui/cn'
import { over, useLeaving, type FieldEditorProps } from './fieldEditing'
import { useFieldDraft } from './fieldDraft'
import { editText, isNumeric, parseTyped } from './fields'

// On a phone no wider than its field: beside that is the edge of the screen.
const below =
  'floating absolute top-full left-0 z-20 mt-1 px-2 py-1 text-sm whitespace-nowrap max-sm:max-w-full max-sm:whitespace-normal'

/** A field that is written: text, numbers, addresses. What a reload interrupted is there again. */
export function TypedEditor(props: FieldEditorProps) {
  const { field, value, row, seed, onCommit, onCancel } = props
  const { t } = useTranslation()
  const { text, restored, write, discard } = useFieldDraft(row, field, editText(value), seed)
  const [tried, setTried] = useState(false)
  const parsed = parseTyped(field, text)
  const problem = tried && 'problem' in parsed ? t(`records.problem.${parsed.problem}`) : undefined
  const leaving = {
    ...props,
    onCommit: (...entered: Parameters<typeof onCommit>) => {
      discard()
      onCommit(...entered)
    },
    onCancel: () => {
      discard()
      onCancel()
    },
  }
  const { commit, cancel, onKeyDown } = useLeaving(leaving, () => {
    setTried(true)
    return 'problem' in parsed ? null : parsed
  })
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  useEffect(() => {
    const element = input.current
    element?.focus()
    if (seed === undefined && !restored) element?.select()
    else element?.setSelectionRange(element.value.length, element.value.length)
  }, [seed, restored])
  const ties = {
    ref: input,
    value: text,
    'aria-label': t('field.edit', { label: field.label }),
    'aria-invalid': problem !== undefined,
    onChange: (event: { target: { value: string } }) => write(event.target.value),
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
      {problem ? (
        <p role="alert" className={cn(below, 'text-danger-text')}>
          {problem}
        </p>
      ) : (
        restored && (
          <p role="status" className={cn(below, 'pointer-events-none text-muted')}>
            {t('field.unsaved_text')}
          </p>
        )
      )}
    </>
  )
}
