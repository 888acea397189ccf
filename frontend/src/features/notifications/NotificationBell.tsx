import { Bell, CheckCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { send } from '@/api/http'
import { Button } from '@/components/ui/Button'
import { IconButton } from '@/components/ui/IconButton'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/Popover'
import { EmptyState, ErrorState, Skeleton } from '@/components/ui/States'
import { toast } from '@/components/ui/Toaster'
import { useList, useRefetchType, type ListResult } from '@/sync'
import { NotificationRow } from './NotificationRow'
import { unreadOf } from './unread'

interface NotificationBellProps {
  /** Where what a notification is about is shown; null for what has no page. */
  addressOf: (entity: string, id: string) => string | null
}

/** What concerns me, live, with how many I have not read. */
export function NotificationBell({ addressOf }: NotificationBellProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const list = useList('notifications', { limit: 50 }) // the server gives the newest first
  const waiting = useList('notifications', {
    limit: 1,
    filters: [{ field: 'read', op: 'eq', value: 'false' }],
  })
  const unread = unreadOf(list, waiting.total)
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
      <PopoverContent
        aria-label={t('notifications.title')}
        align="end"
        className="flex w-[min(400px,calc(100vw-16px))] flex-col p-0"
      >
        <header className="flex h-11 shrink-0 items-center justify-between border-b pr-2 pl-4">
          <h2 className="font-semibold">{t('notifications.title')}</h2>
          <MarkAll disabled={unread === 0} />
        </header>
        <Body list={list} addressOf={addressOf} onOpened={() => setOpen(false)} />
      </PopoverContent>
    </Popover>
  )
}

function MarkAll({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation()
  const refetch = useRefetchType()
  const mark = () =>
    send('POST', '/notifications/read-all', { body: {} }).then(
      () => refetch('notifications'),
      (error: unknown) =>
        toast.error(t('error.title'), { description: error instanceof Error ? error.message : '' }),
    )
  return (
    <IconButton
      size="sm"
      label={t('notifications.mark_all')}
      icon={<CheckCheck />}
      disabled={disabled}
      onClick={() => void mark()}
    />
  )
}

interface BodyProps extends NotificationBellProps {
  list: ListResult
  onOpened: () => void
}

function Body({ list, addressOf, onOpened }: BodyProps) {
  const { t } = useTranslation()
  if (list.status === 'loading') return <Skeleton className="m-4 h-10" />
  if (list.status === 'error')
    return (
      <ErrorState
        title={t('error.title')}
        text={list.error?.message}
        retry={{ label: t('common.retry'), run: list.retry }}
      />
    )
  if (list.rows.length === 0)
    return (
      <EmptyState
        icon={<Bell />}
        title={t('notifications.empty')}
        text={t('notifications.empty_text')}
        className="p-8"
      />
    )
  return (
    <ul className="max-h-[60dvh] overflow-auto p-1">
      {list.rows.map((row) => (
        <NotificationRow key={row.id} row={row} addressOf={addressOf} onOpened={onOpened} />
      ))}
      {list.hasMore && (
        <li className="p-1">
          <Button variant="ghost" size="sm" className="w-full" onClick={list.loadMore}>
            {t('records.show_more')}
          </Button>
        </li>
      )}
    </ul>
  )
}
