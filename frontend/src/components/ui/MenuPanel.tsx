import { Check } from 'lucide-react'
import { Menu as Radix } from 'radix-ui/internal'
import { useEffect, useRef, type ReactNode } from 'react'
import { cn } from './cn'
import { useFloating, useWayBack } from './floating'
import { Kbd, pressedBy } from './Kbd'
import type { MenuEntry, MenuPanelProps } from './Menu'

/**
 * See Menu.tsx, which loads this when one is first opened.
 *
 * Radix's menu without Radix's trigger, which would have to be there before anybody opens it.
 */
export default function MenuPanel({
  entries,
  align = 'start',
  side = 'bottom',
  className,
}: MenuPanelProps) {
  const { setOpen, anchor, id } = useFloating()
  const way = useWayBack(anchor)
  return (
    <Radix.Root open modal={false} onOpenChange={(open) => setOpen(open)}>
      <Radix.Anchor virtualRef={anchor} />
      <Radix.Portal>
        <Radix.Content
          id={id}
          aria-label={
            anchor.current?.getAttribute('aria-label') ?? anchor.current?.textContent ?? ''
          }
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          loop
          className={cn(
            'floating z-50 max-h-(--radix-popper-available-height) min-w-48 overflow-auto p-1 outline-none',
            className,
          )}
          {...way}
        >
          <FirstLine />
          <Entries entries={entries} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Opened by a key, a menu has its first line in focus. */
function FirstLine() {
  const { byKey } = useFloating()
  const mark = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (byKey) mark.current?.parentElement?.querySelector<HTMLElement>('[role^=menuitem]')?.focus()
  }, [byKey])
  return <span ref={mark} hidden />
}

function Entries({ entries }: { entries: readonly MenuEntry[] }) {
  // Labels stand in one line, whether or not each has an icon.
  const indent = entries.some(
    (entry) => typeof entry === 'object' && 'icon' in entry && entry.icon !== undefined,
  )
  const iconOf = (icon: ReactNode) =>
    icon ?? (indent ? <span aria-hidden className="size-4 shrink-0" /> : null)
  return entries.map((entry, index) => {
    if (entry === 'rule') return <Radix.Separator key={index} className="-mx-1 my-1 h-px bg-line" />
    if ('heading' in entry)
      return (
        <Radix.Label key={index} className="px-2 pt-1.5 pb-1 text-xs font-medium text-muted">
          {entry.heading}
        </Radix.Label>
      )
    return (
      <Radix.Item
        key={index}
        {...(entry.keys ? pressedBy(entry.keys) : {})}
        onSelect={entry.onSelect}
        {...(entry.disabled ? { disabled: true } : {})}
        {...(entry.checked === undefined
          ? {}
          : { role: 'menuitemcheckbox', 'aria-checked': entry.checked })}
        className={cn(
          'menu-item [&_svg]:size-4 [&_svg]:shrink-0',
          entry.danger ? 'text-danger-text' : '[&_svg]:text-muted',
        )}
      >
        {iconOf(entry.icon)}
        <span className="grow truncate">{entry.label}</span>
        {entry.checked && <Check aria-hidden />}
        {entry.keys && (
          <span className="text-muted">
            <Kbd keys={entry.keys} />
          </span>
        )}
      </Radix.Item>
    )
  })
}
