import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Select } from '@/components/ui/Select'
import { Switch } from '@/components/ui/Switch'
import type { Field } from '@/sync'
import { DATE_FORMATS, NUMBER_FORMATS } from './formats'
import { isFormatted } from './mapping'
import type { ColumnPreview, NewField, Target } from './preview'

interface TargetDetailsProps {
  column: ColumnPreview
  target: Target
  field: Field | null
  onTarget: (target: Target) => void
}

/** What else is to be said of where a column goes. */
export function TargetDetails(props: TargetDetailsProps) {
  return (
    <>
      <ValueFormat {...props} />
      <Creating {...props} />
    </>
  )
}

/** How a column's dates or numbers are written. */
function ValueFormat({ column, target, field, onTarget }: TargetDetailsProps) {
  const { t } = useTranslation()
  const kind = field?.kind ?? (target.create as NewField | undefined)?.kind ?? 'text'
  const formatted = isFormatted(kind)
  if (!formatted) return null
  const known: readonly string[] = formatted === 'date' ? DATE_FORMATS : NUMBER_FORMATS
  const formats =
    target.format && !known.includes(target.format) ? [target.format, ...known] : known
  return (
    <div className="flex items-center gap-2 pl-[26px]">
      <span className="text-sm text-muted">{t('import.written')}</span>
      <Select
        className="h-7 w-auto min-w-36"
        aria-label={t('import.format_of', { column: column.name })}
        value={target.format ?? formats[0]}
        options={formats.map((format) => ({ value: format, label: format }))}
        onChange={(format) => onTarget({ ...target, format })}
      />
    </div>
  )
}

const CREATES: Record<string, 'companies' | 'contacts' | 'stages' | 'members'> = {
  companies: 'companies',
  contacts: 'contacts',
  stages: 'stages',
  users: 'members',
}
const CHOICES = ['select', 'multi_select']
const NEW_KINDS = [
  'text',
  'long_text',
  'select',
  'number',
  'integer',
  'date',
  'boolean',
  'url',
  'email',
  'phone',
] as const

/** What an import makes for a column: the new field's kind, or records and options that are not there yet. */
function Creating({ column, target, field, onTarget }: TargetDetailsProps) {
  const { t } = useTranslation()
  const id = useId()
  if (typeof target.create === 'object') {
    const made = target.create
    return (
      <div className="flex items-center gap-2 pl-[26px]">
        <span className="text-sm text-muted">{t('import.field_kind')}</span>
        <Select
          className="h-7 w-auto min-w-36"
          aria-label={t('import.field_kind')}
          value={made.kind}
          options={NEW_KINDS.map((kind) => ({ value: kind, label: t(`import.kind.${kind}`) }))}
          onChange={(kind) => onTarget({ ...target, create: { ...made, kind } })}
        />
      </div>
    )
  }
  const what =
    CREATES[field?.ref ?? ''] ?? (field && CHOICES.includes(field.kind) ? 'options' : null)
  if (!what) return null
  return (
    <div className="flex items-center gap-2.5 pl-[26px]">
      <Switch
        id={id}
        checked={target.create === true}
        onCheckedChange={(create) => onTarget({ ...target, create })}
      />
      <label htmlFor={id} className="text-muted">
        {t(`import.create.${what}`, { count: column.distinct })}
      </label>
    </div>
  )
}
