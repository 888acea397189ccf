import { useEffect, type RefObject } from 'react'

/** While one writes in a box, all of it is in sight: its buttons too, and when it grows. */
export function useWholeInSight(box: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = box.current
    if (!element) return
    const show = () => {
      // Not for its buttons: they would slide away under the hand that presses them.
      const writing = element.contains(document.activeElement?.closest('textarea') ?? null)
      if (writing) element.scrollIntoView({ block: 'nearest' })
    }
    const observer = new ResizeObserver(show)
    observer.observe(element)
    element.addEventListener('focusin', show)
    return () => {
      observer.disconnect()
      element.removeEventListener('focusin', show)
    }
  }, [box])
}
