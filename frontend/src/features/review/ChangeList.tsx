import { Link } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { titleOf } from '@/components/records/titles'
import { ReadError } from '@/components/ReadError'
import { Button } from '@/components/ui/Button'
import { Skeleton } from '@/components/ui/States'
import { useRow, type LogEvent, type LogPages } from '@/sync'

/** How one event is told, with what takes it back. `events`: what else happened to its record. */
export type EventLine = ComponentType<{ event: LogEvent; events: readonly LogEvent[] }>

/** What has changed since a review began, newest first, deal by deal. */
export function ChangeList({ changes, Line }: { changes: LogPages; Line: EventLine }) {
  const { t } = useTranslation()
  const { events, status, hasMore, loading, loadMore, retry } = changes
  if (status === 'pending') return <Skeleton className="h-16 w-full" />
  if (status === 'error') return <ReadError part error={changes.error} retry={retry} />
  if (events.length === 0)
    return (
      <div className="px-1 py-3 text-center">
        <p className="font-medium">{t('review.none')}</p>
        <p className="mt-1 text-sm text-pretty text-muted">{t('review.none_text')}</p>
      </div>
    )
  return (
    <>
      <ul className="flex flex-col gap-2">
        {events.map((event, index) => (
          <li key={event.seq} data-change={event.seq}>
            {events[index - 1]?.entity_id !== event.entity_id && <Deal event={event} />}
            <Line
              event={event}
              events={events.filter((other) => other.entity_id === event.entity_id)}
            />
          </li>
        ))}
      </ul>
      {hasMore && (
        <Button variant="ghost" size="sm" pending={loading} onClick={loadMore}>
          {t('review.older')}
        </Button>
      )}
    </>
  )
}

/** The deal's name as it is now; where it has left our sight, as it was. */
function Deal({ event }: { event: LogEvent }) {
  const row = useRow('deals', event.entity_id)
  return (
    <Link
      to="/deals/$dealId"
      params={{ dealId: event.entity_id }}
      search={true}
      preload={false}
      className="block truncate rounded-sm font-medium hover:underline"
    >
      {titleOf(row ?? event.data ?? undefined)}
    </Link>
  )
}
