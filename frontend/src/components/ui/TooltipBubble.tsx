import { Portal } from 'radix-ui'
import { Popper } from 'radix-ui/internal'
import { useEffect, useMemo } from 'react'
import { Kbd } from './Kbd'
import { hideTip, hideTipSoon, keepTip, type Tip } from './tips'

/** See Tooltip.tsx, which loads this with the first one. */
export default function TooltipBubble({ tip }: { tip: Tip }) {
  const { id, anchor, label, keys, side } = tip
  const beside = useMemo(() => ({ current: anchor }), [anchor])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && hideTip()
    document.addEventListener('keydown', onKey, true)
    document.addEventListener('scroll', hideTip, true)
    return () => {
      document.removeEventListener('keydown', onKey, true)
      document.removeEventListener('scroll', hideTip, true)
    }
  }, [])
  return (
    <Popper.Root>
      <Popper.Anchor virtualRef={beside} />
      <Portal.Root>
        <Popper.Content
          id={id}
          role="tooltip"
          side={side}
          sideOffset={6}
          collisionPadding={8}
          onPointerEnter={keepTip}
          onPointerLeave={hideTipSoon}
          className="z-50 flex max-w-72 items-center gap-2 rounded-md bg-text px-2 py-1 text-sm text-bg shadow-float animate-fade"
        >
          {label}
          {keys && <Kbd keys={keys} read />}
        </Popper.Content>
      </Portal.Root>
    </Popper.Root>
  )
}
