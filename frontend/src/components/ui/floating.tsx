import { Slot } from 'radix-ui'
import {
  createContext,
  use,
  useId,
  useMemo,
  useRef,
  useState,
  type ComponentProps,
  type RefObject,
} from 'react'

/** What floats beside an element of ours, which Radix hears of only once it is open. */
export interface Floating {
  open: boolean
  /** Opened by a key rather than by a pointer: its first line takes the focus. */
  byKey: boolean
  setOpen: (open: boolean, byKey?: boolean) => void
  anchor: RefObject<HTMLElement | null>
  id: string
}

export const FloatingContext = createContext<Floating | null>(null)

/** The popover or menu around. */
export function useFloating(): Floating {
  const floating = use(FloatingContext)
  if (!floating) throw new Error('outside of a Popover or Dropdown')
  return floating
}

/** Open or not, by itself or as its parent says. */
export function useFloatingState(said?: boolean, onOpenChange?: (open: boolean) => void): Floating {
  const [own, setOwn] = useState(false)
  const [byKey, setByKey] = useState(false)
  const anchor = useRef<HTMLElement>(null)
  const id = useId()
  const open = said ?? own
  return useMemo(
    () => ({
      open,
      byKey,
      anchor,
      id,
      setOpen: (next, key = false) => {
        setByKey(key)
        setOwn(next)
        onOpenChange?.(next)
      },
    }),
    [open, byKey, id, onOpenChange],
  )
}

interface TriggerProps extends ComponentProps<'button'> {
  asChild?: boolean
  /** What it opens, for screen readers. */
  opens: 'menu' | 'dialog'
  /** Called when it is likely to be pressed. */
  onIntent: () => void
}

/** The button that opens and closes; a plain one, so that Radix is loaded with what it opens. */
export function Trigger({ asChild, opens, onIntent, ...rest }: TriggerProps) {
  const { open, setOpen, anchor, id } = useFloating()
  const Part = asChild ? Slot.Root : 'button'
  return (
    <Part
      {...(asChild ? {} : { type: 'button' })}
      {...rest}
      ref={anchor as RefObject<HTMLButtonElement | null>}
      aria-haspopup={opens}
      aria-expanded={open}
      aria-controls={open ? id : undefined}
      data-state={open ? 'open' : 'closed'}
      onPointerEnter={onIntent}
      onFocus={onIntent}
      // A key's click has no pointer that was pressed.
      onClick={(event) => setOpen(!open, event.detail === 0)}
      onKeyDown={(event) => {
        if (opens !== 'menu' || event.key !== 'ArrowDown') return
        event.preventDefault()
        setOpen(true, true)
      }}
    />
  )
}

/** For Radix's content: a press on the trigger is the trigger's own, and closing gives it the focus back. */
export function useWayBack(anchor: RefObject<HTMLElement | null>) {
  const elsewhere = useRef(false)
  return useMemo(
    () => ({
      onInteractOutside: (event: Event) => {
        if (anchor.current?.contains(event.target as Node)) event.preventDefault()
        else elsewhere.current = true
      },
      onCloseAutoFocus: (event: Event) => {
        event.preventDefault()
        if (!elsewhere.current) anchor.current?.focus()
      },
    }),
    [anchor],
  )
}
