import { useNavigate } from '@tanstack/react-router'
import { Bell, CheckCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { send } from '@/api/http'
import { Avatar } from '@/components/ui/Avatar'
import { cn } from '@/components/ui/cn'
import { IconButton } from '@/components/ui/IconButton'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/Popover'
import { EmptyState } from '@/components/ui/States'
import { formatAgo } from '@/format/dates'
import { useChanges, useList, useRefetchType, textOf, type Row } from '@/sync'
import { addressOf } from '../addresses'

/** What concerns me, live, with how many I have not read. */
export function NotificationBell() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const list = useList('notifications', { limit: 50 }) // the server gives the newest first
  const unread = list.rows.filter((row) => !row['read_at']).length
  const refetch = useRefetchType()
  const label =
    unread > 0
      ? `${t('shell.notifications')}: ${t('notifications.unread', { count: unread })}`
      : t('shell.notifications')
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <IconButton
          label={label}
          icon={<Bell />}
          badge={
            unread > 0 && (
              <span
                aria-hidden
                className="tabular absolute top-0.5 right-0.5 inline-flex h-3.5 min-w-3.5 items-center justify-center rounded-full bg-danger px-1 text-[9px] leading-none font-bold text-on-accent ring-2 ring-surface"
              >
                {unread > 99 ? '99+' : unread}
              </span>
            )
          }
        />
      </PopoverTrigger>
      <PopoverContent align="end" className="flex w-[min(380px,calc(100vw-16px))] flex-col p-0">
        <header className="flex h-11 shrink-0 items-center justify-between border-b pr-2 pl-4">
          <h2 className="font-semibold">{t('notifications.title')}</h2>
          <IconButton
            size="sm"
            label={t('notifications.mark_all')}
            icon={<CheckCheck />}
            disabled={unread === 0}
            onClick={() =>
              void send('POST', '/notifications/read-all', { body: {} }).then(() =>
                refetch('notifications'),
              )
            }
          />
        </header>
        {list.rows.length === 0 ? (
          <EmptyState
            icon={<Bell />}
            title={t('notifications.empty')}
            text={t('notifications.empty_text')}
            className="p-8"
          />
        ) : (
          <ul className="max-h-[60dvh] overflow-auto p-1">
            {list.rows.map((row) => (
              <Notification key={row.id} row={row} onOpen={() => setOpen(false)} />
            ))}
          </ul>
        )}
      </PopoverContent>
    </Popover>
  )
}

function Notification({ row, onOpen }: { row: Row; onOpen: () => void }) {
  const { act } = useChanges()
  const navigate = useNavigate()
  const unread = !row['read_at']
  return (
    <li>
      <button
        type="button"
        className="flex w-full gap-2.5 rounded-md p-2.5 text-left hover:bg-hover"
        onClick={() => {
          if (unread)
            act('notifications', row.id, 'read', {}, { read_at: new Date().toISOString() })
          onOpen()
          const to = addressOf(textOf(row, 'entity'), textOf(row, 'entity_id'))
          if (to) void navigate({ to })
        }}
      >
        <Avatar
          person={{ id: textOf(row, 'actor_id') || row.id, name: textOf(row, 'actor_name') || '?' }}
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
          <span className="text-sm text-faint">{formatAgo(textOf(row, 'created_at'))}</span>
        </span>
        {unread && <span aria-hidden className="mt-1.5 size-2 shrink-0 rounded-full bg-accent" />}
      </button>
    </li>
  )
}
