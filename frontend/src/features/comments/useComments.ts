import { useMemo } from 'react'
import { useList } from '@/sync'
import { threadsOf, type Thread } from './threads'

export interface Target {
  /** Singular: "deal". */
  entity: string
  id: string
}

/** A record's comments, live: the latest that are read, in the order they were said. */
export function useComments({ entity, id }: Target): {
  threads: readonly Thread[]
  count: number
  /** "error": none of them could be read. */
  status: 'loading' | 'ready' | 'error'
  error: Error | null
  retry: () => void
  /** There are earlier ones that are not read yet. */
  hasMore: boolean
  loadMore: () => void
} {
  const list = useList('comments', {
    filters: [
      { field: 'entity', op: 'eq', value: entity },
      { field: 'entity_id', op: 'eq', value: id },
    ],
    sort: '-created_at',
    limit: 200,
  })
  const threads = useMemo(() => threadsOf([...list.rows].reverse()), [list.rows])
  const { total: count, status, error, retry, hasMore, loadMore } = list
  return { threads, count, status, error, retry, hasMore, loadMore }
}
