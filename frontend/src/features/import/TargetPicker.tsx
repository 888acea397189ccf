import { ArrowRight, Sparkles } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Badge } from '@/components/ui/Badge'
import { cn } from '@/components/ui/cn'
import { Combobox } from '@/components/ui/Combobox'
import { Tooltip } from '@/components/ui/Tooltip'
import { nameOf } from '@/components/records/fields'
import type { Field } from '@/sync'
import { sureness, targetFor } from './mapping'
import type { ColumnPreview, Target } from './preview'

const OUT = 'leave out'

interface TargetPickerProps {
  column: ColumnPreview
  target: Target | null
  fields: readonly Field[]
  onTarget: (target: Target | null) => void
}

/** Which field a column goes to: one that is there, a new one, or none. */
export function TargetPicker({ column, target, fields, onTarget }: TargetPickerProps) {
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
