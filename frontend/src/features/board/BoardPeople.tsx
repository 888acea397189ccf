import { useEffect, useMemo, type RefObject } from 'react'
import { useFollowing } from '@/components/following'
import { onDemand } from '@/components/ui/onDemand'
import { useMe, usePresence } from '@/sync'
import { useBoardStore, useBoardUi } from './boardStore'
import { layoutOf, pitch } from './layout'
import { pointersOf } from './pointers'
import { usePointing } from './usePointing'
import { firstOf, visitorsKey, visitorsOf } from './visitors'

const Pointers = onDemand(() => import('./Pointers'))
const BoardView = onDemand(() => import('./BoardView'))

interface BoardPeopleProps {
  root: RefObject<HTMLElement | null>
  pipelineId: string
  /** The deal whose panel is open, which others see as a ring around its card. */
  openDealId: string | null
  compact: boolean
  /** The stages with cards on a board that is narrowed to some, parted by spaces; "": it is not. */
  hits: string
}

/**
 * Others on this board: which cards they look at, where they point, what they carry; and ours out to them.
 *
 * A part of its own, so that ten moves of a pointer a second draw nothing but the pointer.
 */
export function BoardPeople(props: BoardPeopleProps) {
  const { root, pipelineId, openDealId, compact, hits } = props
  const store = useBoardStore()
  const me = useMe().user.id
  const step = pitch(layoutOf(compact))
  const { members, others, publish } = usePresence(`pipeline:${pipelineId}`)
  const watched = useFollowing((state) => state.watched)
  const leader = useFollowing((state) => state.leader?.id)
  useEffect(() => {
    // Whom one follows is the one to see on a card.
    const visitors = visitorsOf(leader ? firstOf(others, leader) : others)
    if (visitorsKey(visitors) !== visitorsKey(store.getState().visitors))
      store.setState({ visitors })
  }, [store, others, leader])
  // Who is followed shows what they have selected, too.
  const selected = useBoardUi((ui) => (watched ? ui.selected : null))
  const deal = openDealId ?? selected ?? undefined
  useEffect(() => publish({ deal }), [publish, deal])
  useEffect(() => {
    let carried: string | undefined
    return store.subscribe(({ lift }) => {
      if (lift?.id !== carried) publish({ dragging: (carried = lift?.id) })
    })
  }, [store, publish])
  usePointing(root, store, step, others.length > 0, publish)
  const pointers = useMemo(() => pointersOf(members, me), [members, me])
  return (
    <>
      {pointers.length > 0 && <Pointers root={root} pointers={pointers} step={step} />}
      {(watched || leader) && (
        <BoardView {...{ root, pipelineId, step, hits }} deal={deal ?? null} />
      )}
    </>
  )
}
