import './texts'
import { Link, useNavigate } from '@tanstack/react-router'
import { Inbox, Settings } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '@/components/ui/IconButton'
import type { Row } from '@/sync'
import { MarkAll } from './MarkAll'
import { NotificationList } from './NotificationList'
import { useInbox, useMark } from './useInbox'

/** An address, and what in it is pointed at. */
export interface Place {
  to: string
  hash?: string
}

interface NotificationPanelProps {
  placeOf: (notification: Row) => Place | null
  onOpened: () => void
  unread: number
}

/** What the bell opens: the latest notifications, each leading to where it happened. */
export default function NotificationPanel({ placeOf, onOpened, unread }: NotificationPanelProps) {
  const { t } = useTranslation()
  const list = useInbox()
  const mark = useMark()
  const navigate = useNavigate()
  const open = (row: Row) => {
    mark(row, true)
    onOpened()
    const place = placeOf(row)
    if (place) void navigate(place)
  }
  return (
    <>
      <header className="flex h-11 shrink-0 items-center gap-0.5 border-b pr-2 pl-4">
        <h2 className="grow font-semibold">{t('notifications.title')}</h2>
        <MarkAll disabled={unread === 0} />
        <IconButton
          size="sm"
          label={t('inbox.settings')}
          icon={<Settings />}
          onClick={() => {
            onOpened()
            void navigate({ to: '/settings/$section', params: { section: 'notifications' } })
          }}
        />
      </header>
      <NotificationList list={list} onOpen={open} className="max-h-[60dvh]" floating />
      <footer className="border-t p-1">
        <Link to="/inbox" onClick={onOpened} className="menu-item justify-center text-muted">
          <Inbox aria-hidden className="size-4" />
          {t('inbox.open_inbox')}
        </Link>
      </footer>
    </>
  )
}
