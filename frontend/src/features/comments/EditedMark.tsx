import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { send } from '@/api/http'
import { ReadError } from '@/components/ReadError'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/Popover'
import { Skeleton } from '@/components/ui/States'
import { formatMoment } from '@/format/dates'
import type { LogEvent, Row } from '@/sync'

interface Version {
  at: string
  body: string
}

/** "edited": opens what the comment said before. */
export function EditedMark({ comment }: { comment: Row }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <button type="button" className="rounded-sm hover:text-text hover:underline">
          {t('comments.edited')}
        </button>
      </PopoverTrigger>
      <PopoverContent
        aria-label={t('talk.versions')}
        align="start"
        className="flex max-h-80 w-[min(360px,calc(100vw-24px))] flex-col gap-3 overflow-auto p-3"
      >
        <h3 className="text-sm font-medium text-muted">{t('talk.versions')}</h3>
        {open && <Versions id={comment.id} version={comment.version} />}
      </PopoverContent>
    </Popover>
  )
}

function Versions({ id, version }: { id: string; version: number }) {
  const { t } = useTranslation()
  const history = useQuery({
    queryKey: ['comment-versions', id, version],
    queryFn: async ({ signal }) =>
      (await send<{ data: LogEvent[] }>('GET', `/comments/${id}/history`, { signal })).body.data,
  })
  if (history.isError)
    return <ReadError part error={history.error} retry={() => void history.refetch()} />
  if (!history.data) return <Skeleton className="h-10" />
  const versions = versionsOf(history.data)
  if (versions.length === 0) return <p className="text-muted">{t('talk.no_versions')}</p>
  return (
    <ol className="flex flex-col gap-3">
      {versions.map(({ at, body }) => (
        <li key={at}>
          <time dateTime={at} className="text-sm text-faint">
            {formatMoment(at)}
          </time>
          <p className="break-words whitespace-pre-wrap">{body}</p>
        </li>
      ))}
    </ol>
  )
}

/** What was said until each edit, the latest first, with when it was written. */
export function versionsOf(events: readonly LogEvent[]): Version[] {
  const written = events.filter(
    ({ type, changed }) => type.endsWith('.created') || changed.includes('body'),
  )
  return written.slice(1).map((event, index) => ({
    at: event.at,
    body: String((written[index]?.before['body'] as string | undefined) ?? ''),
  }))
}
