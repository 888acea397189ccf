import { Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/ui/Button'
import { EmptyState } from '@/components/ui/States'
import { ReadError } from '@/components/ReadError'
import type { ListResult, TypeMeta } from '@/sync'
import { TableSkeleton } from './TableSkeleton'

/** What to show while the organisation has none of a type: teaches the first step. */
export interface Emptiness {
  icon: ReactNode
  title: string
  text: string
  actions?: ReactNode
}

/** How many there are in all. */
export function Count({ list }: { list: ListResult }) {
  if (list.status !== 'ready') return null
  return (
    <span className="tabular ml-1 font-normal text-muted" role="status">
      {list.total.toLocaleString()}
      {list.totalIsMin && '+'}
    </span>
  )
}

interface RecordsBodyProps {
  list: ListResult
  narrowed: boolean
  about: TypeMeta
  empty: Emptiness
  onNew: (() => void) | undefined
  onEverything: () => void
  children: ReactNode
}

/** The rows, or what there is instead of them. */
export function RecordsBody({
  list,
  narrowed,
  about,
  empty,
  onNew,
  onEverything,
  children,
}: RecordsBodyProps) {
  const { t } = useTranslation()
  if (list.status === 'loading') return <TableSkeleton />
  if (list.status === 'error')
    return <ReadError className="grow" error={list.error} retry={list.retry} />
  if (list.rows.length > 0) return children
  if (narrowed)
    return (
      <EmptyState
        className="grow"
        title={t('records.no_match', { label: about.label_plural.toLowerCase() })}
        text={t('records.no_match_text')}
        action={<Button onClick={onEverything}>{t('records.show_all')}</Button>}
      />
    )
  return (
    <EmptyState
      className="grow"
      icon={empty.icon}
      title={empty.title}
      text={empty.text}
      action={
        <div className="flex flex-wrap justify-center gap-2">
          {onNew && (
            <Button variant="primary" onClick={onNew}>
              <Plus />
              {t('records.new', { label: about.label.toLowerCase() })}
            </Button>
          )}
          {empty.actions}
        </div>
      }
    />
  )
}

/** Says that more rows are on their way. */
export function More({ list }: { list: ListResult }) {
  const { t } = useTranslation()
  if (!list.hasMore) return null
  return (
    <p role="status" className="sticky left-0 p-3 text-center text-sm text-muted">
      {t('table.loading_more')}
    </p>
  )
}
