import { Slot } from 'radix-ui'
import type { Popover as Radix } from 'radix-ui'
import type { ComponentProps, ReactNode, RefObject } from 'react'
import { FloatingContext, Trigger, useFloating, useFloatingState } from './floating'
import { onDemand } from './onDemand'

export const PopoverPanel = onDemand(() => import('./PopoverPanel'))

export type PanelProps = ComponentProps<typeof Radix.Content>

interface PopoverProps {
  open?: boolean
  onOpenChange?: (open: boolean) => void
  children: ReactNode
}

/** A small panel beside its trigger; its code is loaded when the trigger is first approached. */
export function Popover({ open, onOpenChange, children }: PopoverProps) {
  const floating = useFloatingState(open, onOpenChange)
  return <FloatingContext value={floating}>{children}</FloatingContext>
}

/** The button that opens it; `asChild` makes its child that button. */
export function PopoverTrigger(props: ComponentProps<'button'> & { asChild?: boolean }) {
  return <Trigger {...props} opens="dialog" onIntent={PopoverPanel.preload} />
}

/** What it floats beside, where something else opens it. */
export function PopoverAnchor({ asChild, ...rest }: ComponentProps<'div'> & { asChild?: boolean }) {
  const { anchor } = useFloating()
  const Part = asChild ? Slot.Root : 'div'
  return (
    <Part
      ref={anchor as RefObject<HTMLDivElement | null>}
      onPointerEnter={PopoverPanel.preload}
      {...rest}
    />
  )
}

/** A button in it that closes it. */
export function PopoverClose({
  asChild,
  ...rest
}: ComponentProps<'button'> & { asChild?: boolean }) {
  const { setOpen } = useFloating()
  const Part = asChild ? Slot.Root : 'button'
  return <Part {...rest} onClick={() => setOpen(false)} />
}

/** What floats. */
export function PopoverContent(props: PanelProps) {
  const { open } = useFloating()
  return open && <PopoverPanel {...props} />
}
