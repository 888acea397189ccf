import { useDraggable } from '@dnd-kit/core'
import type { ReactNode } from 'react'

interface GripProps {
  id: string
  stageId: string
  movable: boolean
  children: ReactNode
}

/**
 * Makes what is in it draggable. Apart from the card, because every one of these is drawn anew
 * whenever a drag begins, ends or changes its column, and the card must not be.
 */
export function Grip({ id, stageId, movable, children }: GripProps) {
  const { setNodeRef, listeners } = useDraggable({ id, data: { stageId }, disabled: !movable })
  return (
    <div ref={setNodeRef} {...listeners} className="h-full">
      {children}
    </div>
  )
}
