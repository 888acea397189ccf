import { useEffect, type RefObject } from 'react'
import { useFollowing } from '@/components/following'
import { readScroll, scrollOf, scrollTo } from './scrolls'

interface BoardViewProps {
  root: RefObject<HTMLElement | null>
  pipelineId: string
  /** From card top to card top. */
  step: number
}

/** Says where this board is scrolled to while somebody follows us, and scrolls with whom we follow. */
export default function BoardView({ root, pipelineId, step }: BoardViewProps) {
  const watched = useFollowing((state) => state.watched)
  const theirs = useFollowing((state) => state.theirs?.scroll)
  const following = useFollowing((state) => state.leader !== null)
  useEffect(() => {
    const board = root.current
    if (!board || !watched) return
    const tell = () => {
      const scroll = scrollOf(board, step)
      if (scroll) useFollowing.setState({ board: { pipelineId, scroll } })
    }
    tell()
    board.addEventListener('scroll', tell, { capture: true, passive: true })
    return () => {
      board.removeEventListener('scroll', tell, { capture: true })
      useFollowing.setState({ board: null })
    }
  }, [root, pipelineId, step, watched])
  useEffect(() => {
    const scroll = readScroll(theirs)
    const board = root.current
    if (!following || !scroll || !board) return
    scrollTo(board, step, scroll)
    // Columns come and grow a moment after the address: what could not be reached is tried again.
    const observer = new ResizeObserver(() => scrollTo(board, step, scroll))
    for (const list of board.querySelectorAll('[data-list] > ul')) observer.observe(list)
    return () => observer.disconnect()
  }, [root, step, theirs, following, pipelineId])
  return null
}
