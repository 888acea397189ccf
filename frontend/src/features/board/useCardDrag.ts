import {
  MouseSensor,
  TouchSensor,
  useSensor,
  useSensors,
  type CollisionDetection,
  type DragEndEvent,
  type DragMoveEvent,
  type DragStartEvent,
  type DraggableSyntheticListeners,
} from '@dnd-kit/core'
import {
  useCallback,
  useMemo,
  useRef,
  type PointerEvent,
  type RefObject,
  type SyntheticEvent,
} from 'react'
import { flushSync } from 'react-dom'
import type { CardFacts } from '@/sync'
import type { BoardStore } from './boardStore'
import { slotAt } from './drag'

interface CardDrag {
  store: BoardStore
  root: RefObject<HTMLElement | null>
  movable: boolean
  /** From card top to card top. */
  step: number
  /** What a column shows, the lifted card apart. */
  cardsOf: (stageId: string) => readonly CardFacts[]
  onDrop: (id: string, from: DOMRect | null) => void
}

// Constants: new objects at each drawing would draw every card anew.
const MOUSE = { activationConstraint: { distance: 4 } }
// A finger that moves at once scrolls; one that rests lifts.
const FINGER = { activationConstraint: { delay: 220, tolerance: 8 } }

/** Dragging by mouse and by finger: which card was pressed, which slot it is over, and when it is let go. */
export function useCardDrag({ store, root, movable, step, cardsOf, onDrop }: CardDrag) {
  const sensors = useSensors(useSensor(MouseSensor, MOUSE), useSensor(TouchSensor, FINGER))
  const collisionDetection = useCallback<CollisionDetection>(
    ({ collisionRect, pointerCoordinates }) => {
      const x = pointerCoordinates?.x ?? collisionRect.left + collisionRect.width / 2
      const column = columnAt(root.current, x)
      const stageId = column?.dataset['stage']
      if (!column || !stageId) return []
      return [
        {
          id: stageId,
          data: { index: indexIn(column, collisionRect.top, step, cardsOf(stageId).length) },
        },
      ]
    },
    [root, step, cardsOf],
  )
  const onDragStart = useCallback(
    ({ active }: DragStartEvent) => {
      const id = String(active.id)
      navigator.vibrate?.(8)
      store.setState({ lift: { id, by: 'pointer', over: null }, selected: id, adding: null })
    },
    [store],
  )
  const onDragMove = useCallback(
    ({ collisions }: DragMoveEvent) => {
      const { lift } = store.getState()
      const hit = collisions?.[0]
      if (!lift || !hit) return
      const index = (hit.data as { index: number } | undefined)?.index ?? 0
      const stageId = String(hit.id)
      if (lift.over?.stageId === stageId && lift.over.index === index) return
      const shown = lift.over?.stageId === stageId ? lift.over.shown : cardsOf(stageId)
      store.setState({ lift: { ...lift, over: { stageId, index, shown } } })
    },
    [store, cardsOf],
  )
  const onDragEnd = useCallback(
    ({ active }: DragEndEvent) => {
      const rect = active.rect.current.translated
      onDrop(
        String(active.id),
        rect ? new DOMRect(rect.left, rect.top, rect.width, rect.height) : null,
      )
    },
    [onDrop],
  )
  const onDragCancel = useCallback(() => store.setState({ lift: null }), [store])
  const context = useMemo(
    () => ({ sensors, collisionDetection, onDragStart, onDragMove, onDragEnd, onDragCancel }),
    [sensors, collisionDetection, onDragStart, onDragMove, onDragEnd, onDragCancel],
  )

  const gripRef = useRef<DraggableSyntheticListeners>(undefined)
  const onPointerDown = useCallback(
    ({ target }: PointerEvent) => {
      if (!movable || store.getState().lift) return
      const element = (target as Element).closest<HTMLElement>('[data-card]')
      const id = element?.dataset['card']
      // At once: the mouse's or the finger's own event comes right after.
      flushSync(() => store.setState({ pressed: id ? { id, element } : null }))
    },
    [store, movable],
  )
  const onMouseDown = useCallback(
    (event: SyntheticEvent) => void gripRef.current?.['onMouseDown']?.(event),
    [],
  )
  const onTouchStart = useCallback(
    (event: SyntheticEvent) => void gripRef.current?.['onTouchStart']?.(event),
    [],
  )
  return { context, gripRef, listeners: { onPointerDown, onMouseDown, onTouchStart } }
}

/** The column under a place, or the nearest one. Read afresh: the board scrolls while one drags. */
function columnAt(root: HTMLElement | null, x: number): HTMLElement | undefined {
  let best: HTMLElement | undefined
  let distance = Infinity
  for (const column of root?.querySelectorAll<HTMLElement>('[data-stage]') ?? []) {
    const { left, right } = column.getBoundingClientRect()
    const away = x < left ? left - x : x > right ? x - right : 0
    if (away < distance) [best, distance] = [column, away]
  }
  return best
}

function indexIn(column: HTMLElement, top: number, step: number, cards: number): number {
  const list = column.querySelector<HTMLElement>('[data-list]')
  if (!list) return 0 // folded: a card goes on top
  return slotAt(top - list.getBoundingClientRect().top + list.scrollTop, step, cards)
}
