import { useNavigate } from '@tanstack/react-router'
import { Circle, CircleCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '@/components/ui/Avatar'
import { cn } from '@/components/ui/cn'
import { IconButton } from '@/components/ui/IconButton'
import { formatAgo, formatMoment } from '@/format/dates'
import { textOf, useChanges, type Row } from '@/sync'

interface NotificationRowProps {
  row: Row
  addressOf: (entity: string, id: string) => string | null
  onOpened: () => void
}

/** One notification: a click goes where it happened, and reads it. */
export function NotificationRow({ row, addressOf, onOpened }: NotificationRowProps) {
  const { t } = useTranslation()
  const { act } = useChanges()
  const navigate = useNavigate()
  const actor = row['actor'] as { id: string | null; name: string } | undefined
  const unread = !row['read_at']
  const mark = (read: boolean) =>
    act(
      'notifications',
      row.id,
      read ? 'read' : 'unread',
      {},
      {
        read_at: read ? new Date().toISOString() : null,
      },
    )
  const open = () => {
    if (unread) mark(true)
    const to = addressOf(textOf(row, 'entity'), textOf(row, 'entity_id'))
    onOpened()
    if (to) void navigate({ to })
  }
  return (
    <li className="group relative">
      <button
        type="button"
        className="flex w-full gap-2.5 rounded-md p-2.5 pr-10 text-left hover:bg-hover focus-visible:-outline-offset-2"
        onClick={open}
      >
        <Avatar
          person={{ id: actor?.id ?? row.id, name: actor?.name || '?' }}
          named={false}
          size={26}
        />
        <span className="min-w-0 grow">
          <span className={cn('line-clamp-2', unread && 'font-medium')}>
            {textOf(row, 'title')}
          </span>
          {textOf(row, 'body') && (
            <span className="line-clamp-2 text-muted">{textOf(row, 'body')}</span>
          )}
          <time
            className="text-sm text-faint"
            dateTime={textOf(row, 'created_at')}
            title={formatMoment(textOf(row, 'created_at'))}
          >
            {formatAgo(textOf(row, 'created_at'))}
          </time>
        </span>
      </button>
      {unread && (
        <span
          aria-hidden
          className="pointer-events-none absolute top-4 right-4 size-2 rounded-full bg-accent group-focus-within:opacity-0 group-hover:opacity-0"
        />
      )}
      <span className="absolute top-1.5 right-1.5 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 coarse:opacity-100">
        <IconButton
          size="sm"
          label={t(unread ? 'notifications.mark_read' : 'notifications.mark_unread')}
          icon={unread ? <CircleCheck /> : <Circle />}
          onClick={() => mark(unread)}
        />
      </span>
    </li>
  )
}
