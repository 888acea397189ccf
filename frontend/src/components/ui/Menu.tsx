import type { ReactNode } from 'react'
import { FloatingContext, Trigger, useFloatingState } from './floating'
import { onDemand } from './onDemand'

export const MenuPanel = onDemand(() => import('./MenuPanel'))

/** One line of a menu: an action, a toggle, a heading or a rule. */
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
  | 'rule'

export interface MenuPanelProps {
  entries: readonly MenuEntry[]
  align?: 'start' | 'end'
  side?: 'top' | 'bottom' | 'right'
  className?: string | undefined
}

/** A menu under its child, a button; its code is loaded when the button is first approached. */
export function Dropdown({ children, ...panel }: MenuPanelProps & { children: ReactNode }) {
  const floating = useFloatingState()
  return (
    <FloatingContext value={floating}>
      <Trigger asChild opens="menu" onIntent={MenuPanel.preload}>
        {children}
      </Trigger>
      {floating.open && <MenuPanel {...panel} />}
    </FloatingContext>
  )
}
