import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { FieldInput } from '@/components/records/FieldInput'
import { nameOf } from '@/components/records/fields'
import { nested, useChanges, useMe, type Field, type TypeMeta } from '@/sync'

interface NewRecordProps {
  type: string
  about: TypeMeta
  /** Asked for, after the required ones. */
  fields: readonly string[]
  /** Set beforehand: the company of a new contact. */
  given?: Record<string, unknown> | undefined
  /** Filled in where nothing was chosen yet, also when it comes late, and may be changed. */
  suggested?: Record<string, unknown> | undefined
  open: boolean
  onOpenChange: (open: boolean) => void
  onCreated?: (id: string) => void
}

/** A new record by its few most telling fields; it is there at once. */
export function NewRecord(props: NewRecordProps) {
  const { type, about, open, onOpenChange } = props
  const { t } = useTranslation()
  const [again, setAgain] = useState(0)
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('records.new', { label: about.label.toLowerCase() })}
      closeLabel={t('common.close')}
    >
      <Form key={`${type} ${again}`} {...props} onAgain={() => setAgain((n) => n + 1)} />
    </Dialog>
  )
}

function Form(props: NewRecordProps & { onAgain: () => void }) {
  const { type, about, given, suggested, onOpenChange, onCreated, onAgain } = props
  const { t } = useTranslation()
  const { create } = useChanges()
  const me = useMe()
  const [values, setValues] = useState<Record<string, unknown>>(() => ({
    owner_id: me.user.id,
    ...suggested,
    ...given,
  }))
  if (Object.keys(suggested ?? {}).some((name) => !(name in values)))
    setValues((now) => ({ ...suggested, ...now }))
  const [tried, setTried] = useState(false)
  const asked = askedFields(about, props.fields, given)
  const missing = asked.filter((field) => field.required && isNothing(values[nameOf(field)]))
  const submit = (more: boolean) => {
    setTried(true)
    if (missing.length > 0) return
    const id = create(type, bodyOf(asked, values, given))
    if (more) return onAgain()
    onOpenChange(false)
    onCreated?.(id)
  }
  return (
    <form
      className="flex flex-col gap-3.5"
      onSubmit={(event) => {
        event.preventDefault()
        submit(false)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.shiftKey && (event.ctrlKey || event.metaKey))
          submit(true)
        else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(false)
      }}
    >
      {asked.map((field, index) => (
        <FieldInput
          key={nameOf(field)}
          field={field}
          autoFocus={index === 0}
          value={values[nameOf(field)]}
          row={{ id: '', version: 0, ...values }}
          error={tried && missing.includes(field) ? t('records.problem.required') : undefined}
          onChange={(value) => setValues((now) => changed(now, field, value))}
        />
      ))}
      <div className="-mx-5 mt-1 -mb-3 flex flex-wrap justify-end gap-2 border-t bg-sunken px-5 py-3">
        <Button onClick={() => submit(true)}>{t('records.create_more')}</Button>
        <Button type="submit" variant="primary">
          {t('records.create')}
        </Button>
      </div>
    </form>
  )
}

function askedFields(
  about: TypeMeta,
  names: readonly string[],
  given: Record<string, unknown> = {},
): Field[] {
  const asked = about.fields
    // What a record can't be without is said once, when it is made, also where it is read-only.
    .map((field) => (field.locked && field.required ? { ...field, writable: true } : field))
    .filter((field) => field.writable && (field.required || names.includes(nameOf(field))))
  const order = (field: Field) => {
    const at = names.indexOf(nameOf(field))
    return at < 0 ? -1 : at
  }
  return asked
    .filter((field) => !(nameOf(field) in given))
    .sort((a, b) => Number(b.required) - Number(a.required) || order(a) - order(b))
}

// A stage belongs to its pipeline: choosing another empties it.
function changed(values: Record<string, unknown>, field: Field, value: unknown) {
  const next = { ...values, [nameOf(field)]: value }
  if (field.key === 'pipeline_id' && values['pipeline_id'] !== value) next['stage_id'] = null
  return next
}

function bodyOf(
  asked: readonly Field[],
  values: Record<string, unknown>,
  given: Record<string, unknown> = {},
): Record<string, unknown> {
  const named = asked.map((field) => [nameOf(field), values[nameOf(field)]] as const)
  return { ...given, ...nested(Object.fromEntries(named.filter(([, value]) => !isNothing(value)))) }
}

const isNothing = (value: unknown) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && !value.length)
