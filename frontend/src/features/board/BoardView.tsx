import { useEffect, type RefObject } from 'react'
import { useFollowing } from '@/components/following'
import { useRow } from '@/sync'
import { hitToShow, readScroll, scrollAcross, scrollLists, scrollOf } from './scrolls'

interface BoardViewProps {
  root: RefObject<HTMLElement | null>
  pipelineId: string
  /** From card top to card top. */
  step: number
  /** The card that is selected here, or open. */
  deal: string | null
  /** The stages with cards on a board that is narrowed to some, parted by spaces; "": it is not. */
  hits: string
}

/** Says where this board is scrolled to while somebody follows us, and scrolls with whom we follow. */
export default function BoardView({ root, pipelineId, step, deal, hits }: BoardViewProps) {
  const watched = useFollowing((state) => state.watched)
  // By content: what is told again is no reason to scroll back.
  const theirs = useFollowing(({ leader, theirs }) => leader && JSON.stringify(theirs?.scroll))
  useEffect(() => {
    const board = root.current
    if (!board || !watched) return
    const tell = () => {
      const scroll = scrollOf(board, step)
      if (scroll) useFollowing.setState({ board: { pipelineId, scroll, deal } })
    }
    tell()
    board.addEventListener('scroll', tell, { capture: true, passive: true })
    return () => {
      board.removeEventListener('scroll', tell, { capture: true })
      useFollowing.setState({ board: null })
    }
  }, [root, pipelineId, step, watched, deal])
  useEffect(() => {
    const scroll = theirs ? readScroll(JSON.parse(theirs)) : undefined
    const board = root.current
    if (!scroll || !board) return
    scrollAcross(board, scroll)
    // Lists come and grow a moment after the address: what could not be reached is tried again.
    const observer = new ResizeObserver(() => scrollLists(board, step, scroll))
    for (const list of board.querySelectorAll('[data-list] > ul')) observer.observe(list)
    return () => observer.disconnect()
  }, [root, step, theirs, pipelineId])
  useHitsInSight(root, hits, theirs)
  useTheirCardInSight(root)
  return null
}

/** What the leader looks for comes into sight also where fewer columns fit on the screen, and those are empty. */
function useHitsInSight(
  root: RefObject<HTMLElement | null>,
  hits: string,
  theirs: string | null | undefined,
): void {
  const following = useFollowing((state) => state.leader !== null)
  useEffect(() => {
    const board = root.current
    if (!board || !following || !hits) return
    const columns = hits
      .split(' ')
      .flatMap((id) => board.querySelector(`[data-stage="${CSS.escape(id)}"]`) ?? [])
    hitToShow(board, columns)?.scrollIntoView({
      inline: 'nearest',
      block: 'nearest',
      behavior: 'instant',
    })
  }, [root, hits, following, theirs])
}

/** The card that the leader takes up, or moves, comes into sight also where less fits on the screen. */
function useTheirCardInSight(root: RefObject<HTMLElement | null>): void {
  const deal = useFollowing((state) => state.theirs?.deal)
  const stage = useRow('deals', deal)?.['stage_id']
  useEffect(() => {
    if (!deal || typeof stage !== 'string') return
    const column = root.current?.querySelector(`[data-stage="${CSS.escape(stage)}"]`)
    column?.scrollIntoView({ inline: 'nearest', block: 'nearest', behavior: 'instant' })
  }, [root, deal, stage])
}
