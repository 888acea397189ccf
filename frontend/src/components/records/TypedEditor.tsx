import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cn } from '@/components/ui/cn'
import { over, useLeaving, type FieldEditorProps } from './fieldEditing'
import { editText, isNumeric, parseTyped } from './fields'

/** A field that is written: text, numbers, addresses. */
export function TypedEditor(props: FieldEditorProps) {
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
