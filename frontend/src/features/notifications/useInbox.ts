import { useMemo } from 'react'
import { nowAsText } from '@/format/clock'
import { useChanges, useList, type ListResult, type Row } from '@/sync'
import { unreadOf } from './unread'

const SORT = '-happened_at'

/** My notifications, the latest first, live; only the unread ones if asked for. */
export function useInbox(only: 'all' | 'unread' = 'all'): ListResult {
  const filters = only === 'unread' ? [{ field: 'read', op: 'eq' as const, value: 'false' }] : []
  return useList('notifications', { limit: 50, sort: SORT, filters })
}

/** How many I have not read; the same in all my windows. */
export function useUnread(): number {
  const list = useInbox()
  const waiting = useList('notifications', {
    limit: 1,
    sort: SORT,
    filters: [{ field: 'read', op: 'eq', value: 'false' }],
  })
  return unreadOf(list, waiting.total)
}

/** Mark one of mine read or unread; shown at once, everywhere. */
export function useMark(): (row: Row, read: boolean) => void {
  const { act } = useChanges()
  return useMemo(
    () => (row: Row, read: boolean) =>
      act(
        'notifications',
        row.id,
        read ? 'read' : 'unread',
        {},
        {
          read,
          read_at: read ? nowAsText() : null,
        },
      ),
    [act],
  )
}
