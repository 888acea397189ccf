import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react'

const APART = '[data-apart]'

/**
 * Whoever works in a part of the screen with the keyboard goes on where they were when it, or the button
 * they pressed in it, goes away: what had the focus before, or else the screen.
 */
export function useFocusBack(part: RefObject<HTMLElement | null>): void {
  const before = useRef<Element | null>(null)
  const within = useRef<Element | null>(null)
  useEffect(() => {
    const element = part.current
    if (!element) return
    const entered = ({ target, relatedTarget }: FocusEvent) => {
      within.current = target as Element
      if (relatedTarget instanceof Element && !relatedTarget.closest(APART))
        before.current = relatedTarget
    }
    // Gone elsewhere: what goes away from now on was not worked with.
    const left = ({ relatedTarget }: FocusEvent) => {
      if (relatedTarget) within.current = null
    }
    element.addEventListener('focusin', entered)
    element.addEventListener('focusout', left)
    return () => {
      element.removeEventListener('focusin', entered)
      element.removeEventListener('focusout', left)
    }
  }, [part])
  // After every drawing: the button that was pressed may be gone, though the part stays.
  useLayoutEffect(() => {
    if (within.current?.isConnected !== false) return
    within.current = null
    if (document.activeElement === document.body) goBack(before.current)
  })
  // A layout effect ends before what it stands in is taken away.
  useLayoutEffect(() => {
    const element = part.current
    return () => {
      if (element?.contains(document.activeElement)) goBack(before.current)
    }
  }, [part])
}

function goBack(before: Element | null): void {
  const target = before?.isConnected ? before : document.querySelector('main')
  if (target instanceof HTMLElement) target.focus({ preventScroll: true })
}
