import type { ReactNode } from 'react'
import { create } from 'zustand'

/** A name shown beside what is under the pointer or has the focus. */
export interface Tip {
  id: string
  anchor: HTMLElement
  label: ReactNode
  keys?: string | undefined
  side: 'top' | 'right' | 'bottom' | 'left'
}

const FIRST_MS = 350
// Going along a toolbar one reads name after name.
const NEXT_WITHIN_MS = 200
// The pointer may cross over to the tip to read on.
const LEAVING_MS = 80

export const useTips = create<{ tip: Tip | null }>(() => ({ tip: null }))

/** Where a pointer is, in pixels of the window. */
type Spot = Pick<PointerEvent, 'clientX' | 'clientY'>

let pressedAt: Spot | undefined
let timer: ReturnType<typeof setTimeout> | undefined
let hiddenAt = -Infinity

/** Show a tip at once: the focus has come by a key. */
export function showTip(tip: Tip): void {
  clearTimeout(timer)
  useTips.setState({ tip })
}

/** Show a tip if the pointer stays; not of what came under it because a press has moved the page. */
export function showTipSoon(tip: () => Tip | null, { clientX, clientY }: Spot): void {
  if (clientX === pressedAt?.clientX && clientY === pressedAt.clientY) return
  clearTimeout(timer)
  const reading = useTips.getState().tip !== null || performance.now() - hiddenAt < NEXT_WITHIN_MS
  timer = setTimeout(() => useTips.setState({ tip: tip() }), reading ? 0 : FIRST_MS)
}

/** The pointer stays on the tip itself. */
export const keepTip = () => clearTimeout(timer)

/** The pointer has left. */
export function hideTipSoon(): void {
  clearTimeout(timer)
  timer = setTimeout(hideTip, LEAVING_MS)
}

/** Something was pressed here. */
export function pressTip({ clientX, clientY }: Spot): void {
  pressedAt = { clientX, clientY }
  hideTip()
}

/** Away with it: something was scrolled, or is gone. */
export function hideTip(): void {
  clearTimeout(timer)
  if (!useTips.getState().tip) return
  hiddenAt = performance.now()
  useTips.setState({ tip: null })
}
