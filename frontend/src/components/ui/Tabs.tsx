import { Tabs as Radix } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn'

export const Tabs = Radix.Root
export const TabPanel = Radix.Content

/** The row of tabs: arrows move, the chosen one is underlined. */
export function TabList({ className, ...rest }: ComponentProps<typeof Radix.List>) {
  return <Radix.List className={cn('flex gap-1 border-b', className)} {...rest} />
}

/** One tab, with a count if it has one. */
export function Tab({
  value,
  count,
  children,
}: {
  value: string
  count?: number
  children: ReactNode
}) {
  return (
    <Radix.Trigger
      value={value}
      className="relative -mb-px flex h-9 items-center gap-1.5 rounded-t-md px-2.5 font-medium text-muted after:absolute after:inset-x-2 after:bottom-0 after:h-0.5 after:rounded-full hover:text-text data-[state=active]:text-text data-[state=active]:after:bg-accent"
    >
      {children}
      {count !== undefined && (
        <span className="tabular text-sm font-normal text-faint">{count}</span>
      )}
    </Radix.Trigger>
  )
}
