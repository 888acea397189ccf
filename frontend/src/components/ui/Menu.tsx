import { Check, ChevronRight } from 'lucide-react'
import { ContextMenu, DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { cn } from './cn'
import { Kbd } from './Kbd'

/** One line of a menu: an action, a toggle, a heading, a rule, or a submenu. */
export type MenuEntry =
  | {
      label: string
      icon?: ReactNode
      keys?: string
      onSelect: () => void
      danger?: boolean
      disabled?: boolean
      checked?: boolean
    }
  | { heading: string }
  | { label: string; icon?: ReactNode; entries: readonly MenuEntry[] }
  | 'rule'

// Both of Radix's menus have the same parts: the entries are written once, for either.
type Parts = typeof DropdownMenu | typeof ContextMenu

function Entries({ of: Parts, entries }: { of: Parts; entries: readonly MenuEntry[] }) {
  // Labels stand in one line, whether or not each has an icon.
  const indent = entries.some(
    (entry) => typeof entry === 'object' && 'icon' in entry && entry.icon !== undefined,
  )
  const iconOf = (icon: ReactNode) =>
    icon ?? (indent ? <span aria-hidden className="size-4 shrink-0" /> : null)
  return entries.map((entry, index) => {
    if (entry === 'rule') return <Parts.Separator key={index} className="-mx-1 my-1 h-px bg-line" />
    if ('heading' in entry)
      return (
        <Parts.Label key={index} className="px-2 pt-1.5 pb-1 text-xs font-medium text-muted">
          {entry.heading}
        </Parts.Label>
      )
    if ('entries' in entry)
      return (
        <Parts.Sub key={index}>
          <Parts.SubTrigger className="menu-item [&_svg]:size-4 [&_svg]:text-muted">
            {iconOf(entry.icon)}
            <span className="grow">{entry.label}</span>
            <ChevronRight aria-hidden />
          </Parts.SubTrigger>
          <Parts.Portal>
            <Parts.SubContent className="floating z-50 max-h-80 min-w-44 overflow-auto p-1">
              <Entries of={Parts} entries={entry.entries} />
            </Parts.SubContent>
          </Parts.Portal>
        </Parts.Sub>
      )
    return (
      <Parts.Item
        key={index}
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
      </Parts.Item>
    )
  })
}

interface DropdownProps {
  entries: readonly MenuEntry[]
  /** The button that opens it. */
  children: ReactNode
  align?: 'start' | 'end'
  side?: 'top' | 'bottom' | 'right'
  className?: string
}

/** A menu under a button. */
export function Dropdown({
  entries,
  children,
  align = 'start',
  side = 'bottom',
  className,
}: DropdownProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className={cn(
            'floating z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 overflow-auto p-1',
            className,
          )}
        >
          <Entries of={DropdownMenu} entries={entries} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

/** The same menu by the right button (or a long press). */
export function RightClick({
  entries,
  children,
}: {
  entries: readonly MenuEntry[]
  children: ReactNode
}) {
  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content collisionPadding={8} className="floating z-50 min-w-48 p-1">
          <Entries of={ContextMenu} entries={entries} />
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  )
}
