import { createContext, use, useEffect, useRef, useState, type RefObject } from 'react'

/** The comment that the address points at. */
export interface Pointed {
  comment: string
  /** Another one each time somebody comes here, also by the same address. */
  visit: string
}

export const PointedContext = createContext<Pointed | null>(null)

const GESTURES = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const

/**
 * Whether the address points at this comment; then it is brought into view, and kept there while what is
 * above it still comes and grows, until somebody does something themselves.
 */
export function usePointedAt(id: string): {
  pointed: boolean
  place: RefObject<HTMLElement | null>
} {
  const at = use(PointedContext)
  const place = useRef<HTMLElement>(null)
  const visit = at?.comment === id ? at.visit : null
  useEffect(() => {
    const element = place.current
    if (visit === null || !element) return
    const show = () => element.scrollIntoView({ block: 'center' })
    show()
    const growth = new ResizeObserver(show)
    for (let part = element.parentElement; part; part = part.parentElement) growth.observe(part)
    const stop = () => growth.disconnect()
    for (const gesture of GESTURES) addEventListener(gesture, stop, { passive: true, once: true })
    return () => {
      stop()
      for (const gesture of GESTURES) removeEventListener(gesture, stop)
    }
  }, [visit])
  return { pointed: visit !== null, place }
}

/** Whether a thread that is a line is opened: by hand, and at each visit to one of its comments. */
export function useShown(comments: readonly string[]): [boolean, (shown: boolean) => void] {
  const at = use(PointedContext)
  const visit = at && comments.includes(at.comment) ? at.visit : null
  const [said, setSaid] = useState({ visit: null as string | null, shown: false })
  return [said.visit === visit ? said.shown : visit !== null, (shown) => setSaid({ visit, shown })]
}
