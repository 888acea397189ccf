import { Bell } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '@/components/ui/IconButton'
import { onDemand } from '@/components/ui/onDemand'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/Popover'
import type { Row } from '@/sync'
import type { Place } from './NotificationPanel'
import { useOpenedPushes } from './useOpenedPushes'
import { useUnread } from './useInbox'

const NotificationPanel = onDemand(() => import('./NotificationPanel'))

interface NotificationBellProps {
  /** Where what a notification is about is shown; null for what has no page. */
  placeOf: (notification: Row) => Place | null
}

/** How many notifications I have not read, live, and the latest of them when opened. */
export function NotificationBell({ placeOf }: NotificationBellProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const unread = useUnread()
  useOpenedPushes()
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
          onPointerEnter={NotificationPanel.preload}
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
        className="flex w-[min(420px,calc(100vw-16px))] flex-col p-0"
      >
        <NotificationPanel placeOf={placeOf} onOpened={() => setOpen(false)} unread={unread} />
      </PopoverContent>
    </Popover>
  )
}
