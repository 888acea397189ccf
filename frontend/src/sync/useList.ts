import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useRef } from 'react'
import { figuresOf } from './figures'
import type { ListParams } from './filters'
import { place, type ListState } from './list'
import type { Live } from './live'
import { listKey } from './queries'
import type { Row } from './types'
import { useLive } from './useLive'
import { useStable, useTypeVersion } from './versions'

export interface ListResult {
  rows: readonly Row[]
  total: number
  totalIsMin: boolean
  status: 'loading' | 'ready' | 'error'
  error: Error | null
  hasMore: boolean
  loadMore: () => void
  retry: () => void
}

const NO_ROWS: readonly Row[] = []

/**
 * A live list: rows come, change, move and go with the log and with our own pending changes.
 *
 * Say `sort`: without it a new row can only be put on top. With `search` or `view`, which only the
 * server can judge, the list is read again in a moment instead.
 */
export function useList(type: string, params: ListParams = {}, enabled = true): ListResult {
  const live = useLive()
  const stable = useStable(params)
  const query = useQuery({
    queryKey: listKey(type, stable),
    queryFn: ({ signal }) => live.snapshots.readList(type, stable, signal),
    enabled,
    placeholderData: (previous) => previous,
  })
  const change = useTypeVersion(type)
  const list = query.data
  const rows = useMemo(() => {
    void change
    return list ? overlaidRows(live, type, stable, list) : { rows: NO_ROWS, total: 0 }
  }, [live, type, stable, list, change])
  const loading = useRef(false)
  const loadMore = useCallback(() => {
    if (loading.current) return
    loading.current = true
    void live.snapshots
      .readMore(type, stable)
      .catch(() => undefined)
      .finally(() => (loading.current = false))
  }, [live, type, stable])
  return {
    ...rows,
    totalIsMin: list?.totalIsMin ?? false,
    status: list ? 'ready' : query.isError ? 'error' : 'loading',
    error: query.error,
    hasMore: list?.nextCursor != null,
    loadMore,
    retry: () => void query.refetch(),
  }
}

function overlaidRows(live: Live, type: string, params: ListParams, list: ListState) {
  const rowOf = (id: string) => live.records.get(type, id)
  const figures = figuresOf(live.snapshots.client, type)
  let shown = list
  for (const change of live.records.pending(type)) {
    const next = place(shown, type, params, change, rowOf, Infinity, figures)
    if (next !== 'refetch') shown = next
    // Only the server can tell whether it belongs: a new record of ours shows first until it does.
    else if (change.before === null && change.after)
      shown = { ...shown, ids: [change.id, ...shown.ids] }
  }
  return { rows: shown.ids.flatMap((id) => rowOf(id) ?? []), total: shown.total }
}
