import { Bell } from 'lucide-react'
import { useRef, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ReadError } from '@/components/ReadError'
import { Button } from '@/components/ui/Button'
import { cn } from '@/components/ui/cn'
import { EmptyState, Skeleton } from '@/components/ui/States'
import type { ListResult, Row } from '@/sync'
import { NotificationRow } from './NotificationRow'
import { useMark } from './useInbox'

interface NotificationListProps {
  list: ListResult
  onOpen: (row: Row) => void
  /** The one whose record is shown beside. */
  current?: string | undefined
  onlyUnread?: boolean
  /** In a popover: the first line has the focus, and letters are taken here. */
  floating?: boolean
  className?: string
}

const ARROWS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }
const LETTERS: Record<string, number> = { j: 1, k: -1 }

/** Notifications, one line of focus: arrows move, Enter opens; floating also j, k, and u to mark. */
export function NotificationList({
  list,
  onOpen,
  current,
  onlyUnread = false,
  floating = false,
  className,
}: NotificationListProps) {
  const { t } = useTranslation()
  const lines = useRef<HTMLUListElement>(null)
  const mark = useMark()
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return
    const buttons = [...(lines.current?.querySelectorAll<HTMLElement>('[data-line]') ?? [])]
    const at = buttons.findIndex((one) => one.parentElement?.contains(document.activeElement))
    const step = ARROWS[event.key] ?? (floating ? LETTERS[event.key] : undefined)
    const row = list.rows[at]
    if (step) buttons[Math.min(Math.max(at + step, 0), buttons.length - 1)]?.focus()
    else if (floating && event.key === 'u' && row) mark(row, !row['read_at'])
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  if (list.status === 'loading') return <Skeleton className="m-4 h-10" />
  if (list.status === 'error')
    return <ReadError part className="m-3" error={list.error} retry={list.retry} />
  if (list.rows.length === 0)
    return (
      <EmptyState
        icon={<Bell />}
        title={t(onlyUnread ? 'inbox.empty_unread' : 'notifications.empty')}
        text={t(onlyUnread ? 'inbox.empty_unread_text' : 'notifications.empty_text')}
        className="p-8"
      />
    )
  return (
    <ul ref={lines} onKeyDown={onKeyDown} className={cn('overflow-auto p-1', className)}>
      {list.rows.map((row, index) => (
        <NotificationRow
          key={row.id}
          row={row}
          current={row.id === current}
          autoFocus={floating && index === 0}
          onOpen={onOpen}
          onMark={mark}
        />
      ))}
      {list.hasMore && (
        <li className="p-1">
          <Button variant="ghost" size="sm" className="w-full" onClick={list.loadMore}>
            {t('inbox.load_more')}
          </Button>
        </li>
      )}
    </ul>
  )
}
