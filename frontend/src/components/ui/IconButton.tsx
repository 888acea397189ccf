import type { ReactNode } from 'react'
import { Button, type ButtonProps } from './Button'
import { cn } from './cn'
import { Tooltip } from './Tooltip'

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'aria-label'> {
  /** What it does: the accessible name and the tooltip. */
  label: string
  icon: ReactNode
  /** Keys that do the same, shown in the tooltip: "g p". */
  keys?: string
  /** A small count or dot over the corner. */
  badge?: ReactNode
}

/** A square button with one icon; at least 24 px, named for screen readers. */
export function IconButton({
  label,
  icon,
  keys,
  badge,
  className,
  size,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={label} {...(keys ? { keys } : {})}>
      <Button
        variant="ghost"
        aria-label={label}
        className={cn('relative p-0', size === 'sm' ? 'size-7' : 'size-8', className)}
        {...rest}
      >
        {icon}
        {badge}
      </Button>
    </Tooltip>
  )
}
