import { useEffect, type RefObject } from 'react'
import type { BoardStore } from './boardStore'
import { boxOf, pointAt, type BoardPoint } from './points'

const STILL_MS = 4_000 // a pointer that rests is no news; it goes from others' screens

/** Tell others where our pointer, or the card that a finger or the keys carry, is on the board. */
export function usePointing(
  root: RefObject<HTMLElement | null>,
  store: BoardStore,
  step: number,
  watched: boolean,
  publish: (part: { cursor: BoardPoint | undefined }) => void,
): void {
  useEffect(() => {
    if (!watched) return
    let resting: ReturnType<typeof setTimeout> | undefined
    let byMouse = false
    const tell = (cursor: BoardPoint | undefined) => {
      clearTimeout(resting)
      publish({ cursor })
      if (cursor) resting = setTimeout(() => publish({ cursor: undefined }), STILL_MS)
    }
    const moved = (event: PointerEvent) => {
      byMouse = event.pointerType === 'mouse'
      if (byMouse) tell(pointUnder(root.current, event, step))
    }
    const left = () => tell(undefined)
    // By finger or keys there is no pointer to follow: the slot says where the card is.
    const unsubscribe = store.subscribe(({ lift }, before) => {
      const over = lift?.over
      if (lift?.by === 'pointer' && byMouse) return
      if (over && over !== before.lift?.over)
        tell({ stage: over.stageId, x: 0.5, y: over.index + 0.3 })
      if (before.lift && !lift && !byMouse) left()
    })
    window.addEventListener('pointermove', moved, { passive: true })
    document.documentElement.addEventListener('pointerleave', left)
    return () => {
      unsubscribe()
      window.removeEventListener('pointermove', moved)
      document.documentElement.removeEventListener('pointerleave', left)
      tell(undefined)
    }
  }, [root, store, step, watched, publish])
}

function pointUnder(
  root: HTMLElement | null,
  { clientX, clientY }: PointerEvent,
  step: number,
): BoardPoint | undefined {
  for (const column of root?.querySelectorAll<HTMLElement>('[data-stage]') ?? []) {
    const stage = column.dataset['stage'] ?? ''
    const { left, right, top, bottom } = column.getBoundingClientRect()
    if (clientX < left || clientX > right || clientY < top || clientY > bottom) continue
    const box = boxOf(root, stage)
    return box && pointAt(box, stage, { left: clientX, top: clientY }, step)
  }
  return undefined
}
