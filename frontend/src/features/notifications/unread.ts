import type { ListResult } from '@/sync'

/** How many wait to be read: counted here while all are here, else as the server counts. */
export function unreadOf(list: Pick<ListResult, 'rows' | 'hasMore'>, counted: number): number {
  const listed = list.rows.filter((row) => !row['read_at']).length
  return list.hasMore ? Math.max(listed, counted) : listed
}
