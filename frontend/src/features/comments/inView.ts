import { useEffect, type RefObject } from 'react'
import { create } from 'zustand'

const ENOUGH = 0.5
const ENOUGH_PX = 120 // of one that is taller than the screen

/** The comments that are on the screen, by id. */
export const useInView = create<ReadonlySet<string>>()(() => new Set())

function show(id: string, shown: boolean): void {
  const now = useInView.getState()
  if (now.has(id) === shown) return
  const next = new Set(now)
  if (shown) next.add(id)
  else next.delete(id)
  useInView.setState(next, true)
}

/** Tells `useInView` while most of this comment is on the screen. */
export function useSight(id: string, place: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = place.current
    if (!element) return
    const observer = new IntersectionObserver(
      (entries) => {
        const last = entries.at(-1)
        if (!last) return
        const enough = last.intersectionRatio >= ENOUGH || last.intersectionRect.height >= ENOUGH_PX
        show(id, last.isIntersecting && enough)
      },
      { threshold: [0, 0.1, 0.25, ENOUGH, 1] },
    )
    observer.observe(element)
    return () => {
      observer.disconnect()
      show(id, false)
    }
  }, [id, place])
}
