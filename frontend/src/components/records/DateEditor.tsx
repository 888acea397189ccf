import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cn } from '@/components/ui/cn'
import { over, useLeaving, type FieldEditorProps } from './fieldEditing'

/** A date, or a moment in the reader's own time. */
export function DateEditor(props: FieldEditorProps) {
  const { field, value } = props
  const { t } = useTranslation()
  const timed = field.kind === 'datetime'
  const shown = shownDate(value, timed)
  const [text, setText] = useState(shown)
  const { commit, onKeyDown } = useLeaving(props, () => ({
    // What is shown has no seconds: as long as it says the same, the value is what it was.
    value: text === shown ? value : sentDate(text, timed),
  }))
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
