import { ArrowRight, Sparkles } from 'lucide-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Badge } from '@/components/ui/Badge'
import { cn } from '@/components/ui/cn'
import { Combobox } from '@/components/ui/Combobox'
import { Switch } from '@/components/ui/Switch'
import { Select } from '@/components/ui/Select'
import { Tooltip } from '@/components/ui/Tooltip'
import { nameOf } from '@/components/records/fields'
import type { Field } from '@/sync'
import { DATE_FORMATS, NUMBER_FORMATS } from './formats'
import { isFormatted, sureness, targetFor, type Draft } from './mapping'
import type { ColumnPreview, NewField, Target } from './preview'
import { Spellings } from './Spellings'

interface MappingRowProps {
  column: ColumnPreview
  target: Target | null
  draft: Draft
  fields: readonly Field[]
  onTarget: (target: Target | null) => void
  onDraft: (draft: Draft) => void
}

/** One column of the file: what is in it, and where it goes. */
export function MappingRow({ column, target, draft, fields, onTarget, onDraft }: MappingRowProps) {
  const field = fields.find((one) => nameOf(one) === target?.field) ?? null
  return (
    <div
      className={cn(
        'grid gap-x-4 gap-y-2 border-b px-4 py-3 last:border-b-0 sm:grid-cols-[minmax(0,1fr)_minmax(0,1.25fr)]',
        !target && 'bg-sunken',
      )}
    >
      <Source column={column} faded={!target} />
      <div className="flex min-w-0 flex-col gap-2">
        <TargetPicker {...{ column, target, fields, onTarget }} />
        {target && <Format {...{ column, target, field, onTarget }} />}
        {target && <Creating {...{ target, field, column, onTarget }} />}
        {target && <Spellings {...{ column, draft, onDraft }} />}
      </div>
    </div>
  )
}

function Source({ column, faded }: { column: ColumnPreview; faded: boolean }) {
  const { t } = useTranslation()
  return (
    <div className={cn('min-w-0', faded && 'text-muted')}>
      <p className="flex items-baseline gap-2">
        <span className="truncate font-medium">{column.name}</span>
        {column.empty > 0 && (
          <span className="tabular shrink-0 text-sm text-muted">
            {t('import.empty', { count: column.empty, shown: column.empty.toLocaleString() })}
          </span>
        )}
      </p>
      <p className="mt-1 flex flex-wrap gap-1" aria-label={t('import.samples')}>
        {column.samples.slice(0, 4).map((sample, index) => (
          <span
            key={index}
            className="max-w-44 truncate rounded-sm border bg-surface px-1.5 text-sm text-muted"
          >
            {sample}
          </span>
        ))}
        {column.distinct > 4 && (
          <span className="tabular px-0.5 text-sm text-muted">
            {t('import.distinct', {
              count: column.distinct - 4,
              shown: (column.distinct - 4).toLocaleString(),
            })}
          </span>
        )}
      </p>
    </div>
  )
}

const OUT = 'leave out'

interface TargetPickerProps {
  column: ColumnPreview
  target: Target | null
  fields: readonly Field[]
  onTarget: (target: Target | null) => void
}

function TargetPicker({ column, target, fields, onTarget }: TargetPickerProps) {
  const { t } = useTranslation()
  const making = [column.guess, ...column.alternatives].flatMap((guess) =>
    guess && typeof guess.create === 'object'
      ? [{ key: guess.field, label: guess.create.label }]
      : [],
  )
  const options = [
    { value: OUT, label: t('import.leave_out') },
    ...fields.map((field) => ({ value: nameOf(field), label: field.label })),
    ...making
      .filter(({ key }) => !fields.some((field) => nameOf(field) === key))
      .map(({ key, label }) => ({
        value: key,
        label: t('import.new_field', { label }),
        icon: <Sparkles aria-hidden className="size-4 text-accent-text" />,
      })),
  ]
  const sure = sureness(column.guess, target)
  return (
    <div className="flex min-w-0 items-center gap-2.5">
      <ArrowRight aria-hidden className="size-4 shrink-0 text-faint" />
      <Combobox
        aria-label={t('import.target_of', { column: column.name })}
        className={cn('max-w-80 min-w-0 shrink', !target && 'text-muted')}
        value={target?.field ?? OUT}
        options={options}
        onChange={(key) => {
          if (key === null || key === OUT) return onTarget(null)
          const field = fields.find((one) => nameOf(one) === key) ?? null
          onTarget(targetFor(column, field, key))
        }}
        texts={{
          placeholder: t('import.leave_out'),
          search: t('field.search'),
          nothing: t('field.nothing'),
          clear: t('field.clear'),
        }}
      />
      {target && sure === 'likely' && (
        <Tooltip label={t('import.likely_text')}>
          <span tabIndex={0}>
            <Badge tone="warn">{t('import.likely')}</Badge>
          </span>
        </Tooltip>
      )}
    </div>
  )
}

interface PartProps {
  column: ColumnPreview
  target: Target
  field: Field | null
  onTarget: (target: Target) => void
}

function Format({ column, target, field, onTarget }: PartProps) {
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

function Creating({ column, target, field, onTarget }: PartProps) {
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
