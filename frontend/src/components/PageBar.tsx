import { createContext, use, type ReactNode } from 'react'
import { createPortal } from 'react-dom'

export const PageBarSlot = createContext<HTMLElement | null>(null)

/** What a screen puts into the top bar: its title and its actions. */
export function PageBar({ title, children }: { title: ReactNode; children?: ReactNode }) {
  const slot = use(PageBarSlot)
  if (!slot) return null
  return createPortal(
    <div className="flex min-w-0 grow items-center gap-3">
      <h1 className="truncate text-md font-semibold tracking-[-0.01em]">{title}</h1>
      {children && <div className="flex min-w-0 grow items-center gap-2">{children}</div>}
    </div>,
    slot,
  )
}

/** What another feature adds at the end of the screen's bar. */
export function PageBarExtra({ children }: { children: ReactNode }) {
  const slot = use(PageBarSlot)
  return slot && createPortal(children, slot)
}
