import { Link } from '@tanstack/react-router'
import { BellPlus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { LinkName } from '@/components/records/FieldValue'
import { ReadError } from '@/components/ReadError'
import { EmptyState } from '@/components/ui/States'
import { textOf, typeOf, useList, type Row } from '@/sync'
import { FollowMenu } from './FollowMenu'

interface FollowedRecordsProps {
  addressOf: (entity: string, id: string) => string | null
}

/** The records I follow or have muted, each with a way to change it. */
export function FollowedRecords({ addressOf }: FollowedRecordsProps) {
  const { t } = useTranslation()
  const list = useList('subscriptions', { sort: '-updated_at', limit: 200 })
  const rows = list.rows.filter((row) => row['state'] !== 'none')
  if (list.status === 'error') return <ReadError part error={list.error} retry={list.retry} />
  if (list.status === 'ready' && rows.length === 0)
    return (
      <EmptyState
        className="rounded-lg border p-6"
        icon={<BellPlus />}
        title={t('telling.records_title')}
        text={t('telling.records_empty')}
      />
    )
  return (
    <ul className="flex flex-col rounded-lg border empty:hidden">
      {rows.map((row) => (
        <Line key={row.id} row={row} addressOf={addressOf} />
      ))}
    </ul>
  )
}

function Line({ row, addressOf }: FollowedRecordsProps & { row: Row }) {
  const entity = textOf(row, 'entity')
  const id = textOf(row, 'entity_id')
  return (
    <li className="flex h-10 items-center gap-3 border-b px-3 last:border-b-0">
      <Link to={addressOf(entity, id) ?? '/'} className="min-w-0 grow truncate hover:underline">
        <LinkName type={typeOf(entity)} id={id} />
      </Link>
      <FollowMenu entity={entity} id={id} />
    </li>
  )
}
