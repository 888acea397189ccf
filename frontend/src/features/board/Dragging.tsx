import {
  DndContext,
  DragOverlay,
  MeasuringStrategy,
  useDraggable,
  useDroppable,
  type DraggableSyntheticListeners,
} from '@dnd-kit/core'
import { useLayoutEffect, type RefObject } from 'react'
import { useBoardUi } from './boardStore'
import { CardFace } from './CardFace'
import type { useCardDrag } from './useCardDrag'

interface DraggingProps {
  root: RefObject<HTMLElement | null>
  drag: ReturnType<typeof useCardDrag>['context']
  /** What begins a drag of the pressed card. */
  gripRef: RefObject<DraggableSyntheticListeners>
  columns: readonly { id: string; folded: boolean }[]
  compact: boolean
}

// Ours is said by our own live region, in words that know the deals.
const SILENT = {
  announcements: {
    onDragStart: () => undefined,
    onDragOver: () => undefined,
    onDragEnd: () => undefined,
    onDragCancel: () => undefined,
  },
  screenReaderInstructions: { draggable: '' },
}
const MEASURING = { droppable: { strategy: MeasuringStrategy.WhileDragging } }

/**
 * What carries the pressed card to a column. It stands beside the columns and not around them: what is
 * within is gone through whenever a drag moves, and that should be these few, not a board of cards.
 */
export function Dragging({ root, drag, gripRef, columns, compact }: DraggingProps) {
  const pressed = useBoardUi((ui) => ui.pressed)
  return (
    <DndContext {...drag} accessibility={SILENT} measuring={MEASURING}>
      {columns.map((column) => (
        <Landing key={column.id} {...column} root={root} />
      ))}
      {pressed && <Pressed key={pressed.id} {...pressed} gripRef={gripRef} />}
      <InHand compact={compact} />
    </DndContext>
  )
}

function Landing({
  id,
  folded,
  root,
}: DraggingProps['columns'][number] & Pick<DraggingProps, 'root'>) {
  const { setNodeRef } = useDroppable({ id })
  useLayoutEffect(() => {
    // The list, not the column, is what a drag may scroll.
    const place = `[${folded ? 'data-stage' : 'data-list'}="${CSS.escape(id)}"]`
    setNodeRef(root.current?.querySelector<HTMLElement>(place) ?? null)
  }, [setNodeRef, root, id, folded])
  return null
}

function Pressed({
  id,
  element,
  gripRef,
}: { id: string; element: HTMLElement } & Pick<DraggingProps, 'gripRef'>) {
  const { setNodeRef, listeners } = useDraggable({ id })
  useLayoutEffect(() => {
    setNodeRef(element)
    gripRef.current = listeners
    return () => {
      gripRef.current = undefined
    }
  }, [setNodeRef, element, listeners, gripRef])
  return null
}

function InHand({ compact }: { compact: boolean }) {
  const id = useBoardUi((ui) => (ui.lift?.by === 'pointer' ? ui.lift.id : null))
  return (
    <DragOverlay dropAnimation={null} className="cursor-grabbing">
      {id && <CardFace id={id} compact={compact} open lifted />}
    </DragOverlay>
  )
}
