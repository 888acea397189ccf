import { useDraggable, type DraggableSyntheticListeners } from '@dnd-kit/core'
import { useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react'
import { flushSync } from 'react-dom'
import { useBoardStore } from './boardStore'

interface GripProps {
  id: string
  stageId: string
  movable: boolean
  children: ReactNode
}

/**
 * Makes what is in it draggable, from when a pointer comes over it: all that is draggable is drawn anew
 * whenever a drag begins, ends or changes its column, and that should be one card, not a board of them.
 */
export function Grip({ id, stageId, movable, children }: GripProps) {
  const store = useBoardStore()
  const element = useRef<HTMLDivElement>(null)
  const listenersRef = useRef<DraggableSyntheticListeners>(undefined)
  const [armed, setArmed] = useState(false)
  return (
    <div
      ref={element}
      // At once: a finger presses in the very moment it arrives.
      onPointerEnter={() => movable && !store.getState().lift && flushSync(() => setArmed(true))}
      onPointerLeave={() => store.getState().lift?.id !== id && setArmed(false)}
      onMouseDown={(event) => void listenersRef.current?.['onMouseDown']?.(event)}
      onTouchStart={(event) => void listenersRef.current?.['onTouchStart']?.(event)}
      className="h-full"
    >
      {armed && (
        <Draggable id={id} stageId={stageId} element={element} listenersRef={listenersRef} />
      )}
      {children}
    </div>
  )
}

interface DraggableProps {
  id: string
  stageId: string
  element: RefObject<HTMLElement | null>
  listenersRef: RefObject<DraggableSyntheticListeners>
}

/** Draws nothing: what it is about is drawn by the grip, and not when a drag changes. */
function Draggable({ id, stageId, element, listenersRef }: DraggableProps) {
  const { setNodeRef, listeners } = useDraggable({ id, data: { stageId } })
  useLayoutEffect(() => {
    setNodeRef(element.current)
    listenersRef.current = listeners
    return () => {
      listenersRef.current = undefined
    }
  }, [setNodeRef, element, listeners, listenersRef])
  return null
}
