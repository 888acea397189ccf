import { useCallback, useState, type RefCallback } from 'react'

const MARGIN = 360 // px; more than a column, so that none comes into sight empty

/** Whether a column is in sight on the board, or beside what is: only such a column draws its cards. */
export function useInReach(): [RefCallback<HTMLElement>, boolean] {
  const [inReach, setInReach] = useState(false)
  const column = useCallback((element: HTMLElement) => {
    // The first time before anything is painted: the observer speaks a frame later.
    const { left, right } = element.getBoundingClientRect()
    setInReach(right > -MARGIN && left < window.innerWidth + MARGIN)
    const observer = new IntersectionObserver(
      (entries) => setInReach(entries.at(-1)?.isIntersecting ?? true),
      { root: element.parentElement, rootMargin: `0px ${MARGIN}px` },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [column, inReach]
}
