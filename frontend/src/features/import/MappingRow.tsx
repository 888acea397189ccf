import { useTranslation } from 'react-i18next'
import { cn } from '@/components/ui/cn'
import { nameOf } from '@/components/records/fields'
import type { Field } from '@/sync'
import type { Draft } from './mapping'
import type { ColumnPreview, Target } from './preview'
import { Spellings } from './Spellings'
import { TargetDetails } from './TargetDetails'
import { TargetPicker } from './TargetPicker'

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
        {target && <TargetDetails {...{ column, target, field, onTarget }} />}
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
