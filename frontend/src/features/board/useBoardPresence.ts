import { useEffect } from 'react'
import { usePresence } from '@/sync'
import type { BoardStore } from './boardStore'
import { visitorsKey, visitorsOf } from './visitors'

/** Others' whereabouts on this board into the store, ours out to them. */
export function useBoardPresence(
  store: BoardStore,
  pipelineId: string,
  openDealId: string | null,
): void {
  const { others, publish } = usePresence(`pipeline:${pipelineId}`)
  useEffect(() => {
    const visitors = visitorsOf(others)
    if (visitorsKey(visitors) !== visitorsKey(store.getState().visitors))
      store.setState({ visitors })
  }, [store, others])
  useEffect(() => publish({ deal: openDealId ?? undefined }), [publish, openDealId])
  useEffect(() => {
    let carried: string | undefined
    return store.subscribe(({ lift }) => {
      if (lift?.id !== carried) publish({ dragging: (carried = lift?.id) })
    })
  }, [store, publish])
}
