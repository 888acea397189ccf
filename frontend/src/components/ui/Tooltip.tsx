import { Slot } from 'radix-ui'
import { useEffect, useId, useRef, type ReactNode } from 'react'
import { onDemand } from './onDemand'
import { hideTip, hideTipSoon, pressTip, showTip, showTipSoon, useTips, type Tip } from './tips'

export const TooltipBubble = onDemand(() => import('./TooltipBubble'))

interface TooltipProps {
  label: ReactNode
  keys?: string
  side?: Tip['side']
  children: ReactNode
}

/** A name for what is under the pointer or has the focus; the child must take a ref. */
export function Tooltip({ label, keys, side = 'bottom', children }: TooltipProps) {
  const id = useId()
  const anchor = useRef<HTMLElement>(null)
  const shown = useTips(({ tip }) => tip?.id === id)
  const tip = (): Tip | null => anchor.current && { id, anchor: anchor.current, label, keys, side }
  useEffect(() => {
    if (shown) useTips.setState({ tip: tip() })
    // eslint-disable-next-line react-hooks/exhaustive-deps -- its text changed while it is read
  }, [shown, label, keys, side])
  useEffect(() => () => void (useTips.getState().tip?.id === id && hideTip()), [id])
  return (
    <Slot.Root
      ref={anchor}
      {...(shown ? { 'aria-describedby': id } : {})}
      onPointerEnter={(event) => {
        if (event.pointerType === 'touch') return
        TooltipBubble.preload()
        showTipSoon(tip, event)
      }}
      onPointerLeave={hideTipSoon}
      onClick={hideTip}
      onFocus={({ target }) => {
        const seen = target.matches(':focus-visible') && tip()
        if (seen) showTip(seen)
      }}
      onBlur={hideTip}
    >
      {children}
    </Slot.Root>
  )
}

/** Where the one tooltip appears; once, at the root. */
export function Tips() {
  const tip = useTips((state) => state.tip)
  useEffect(() => {
    document.addEventListener('pointerdown', pressTip, true)
    return () => document.removeEventListener('pointerdown', pressTip, true)
  }, [])
  return tip && <TooltipBubble tip={tip} />
}
