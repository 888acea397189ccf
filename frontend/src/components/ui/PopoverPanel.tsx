import { Popover as Radix } from 'radix-ui'
import { cn } from './cn'
import { useFloating, useWayBack } from './floating'
import type { PanelProps } from './Popover'

/** See Popover.tsx, which loads this when one is first opened. */
export default function PopoverPanel({ className, ...rest }: PanelProps) {
  const { setOpen, anchor, id } = useFloating()
  const way = useWayBack(anchor)
  return (
    <Radix.Root open onOpenChange={(open) => setOpen(open)}>
      <Radix.Anchor virtualRef={anchor} />
      <Radix.Portal>
        <Radix.Content
          id={id}
          sideOffset={6}
          collisionPadding={8}
          align="start"
          className={cn(
            'floating z-50 max-h-(--radix-popover-content-available-height) w-72 overflow-auto p-2 outline-none',
            className,
          )}
          {...way}
          {...rest}
        />
      </Radix.Portal>
    </Radix.Root>
  )
}
