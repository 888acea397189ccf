import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { placeCard, type BoardState } from './board'
import type { ListParams } from './filters'
import { boardKey } from './queries'
import type { Transition } from './types'
import { useLive } from './useLive'
import { usePendingVersion, useStable } from './versions'

export interface BoardResult {
  board: BoardState | undefined
  status: 'loading' | 'ready' | 'error'
  error: Error | null
  loadMore: (stageId: string) => void
  retry: () => void
}

/** A pipeline's live board: stages with counts, totals and cards in the server's order. Cards read their own row with `useRow`. */
export function useBoard(pipelineId: string | undefined, params: ListParams = {}): BoardResult {
  const live = useLive()
  const stable = useStable(params)
  const query = useQuery({
    queryKey: boardKey(pipelineId ?? '', stable),
    queryFn: ({ signal }) => live.snapshots.readBoard(pipelineId ?? '', stable, signal),
    enabled: !!pipelineId,
    placeholderData: (previous) => (previous?.pipeline.id === pipelineId ? previous : undefined),
  })
  const change = usePendingVersion()
  const board = useMemo(() => {
    void change
    return query.data && live.records.pending('deals').reduce(overlaid, query.data)
  }, [live, query.data, change])
  const loadMore = useCallback(
    (stageId: string) => {
      if (pipelineId)
        void live.snapshots.readMoreCards(pipelineId, stable, stageId).catch(() => undefined)
    },
    [live, pipelineId, stable],
  )
  return {
    board,
    status: board ? 'ready' : query.isError ? 'error' : 'loading',
    error: query.error,
    loadMore,
    retry: () => void query.refetch(),
  }
}

/** The board with a pending change over it; where only the server could tell, as it is. */
function overlaid(board: BoardState, change: Transition): BoardState {
  const next = placeCard(board, change)
  return next === 'refetch' ? board : next
}
