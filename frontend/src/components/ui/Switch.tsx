import type { ComponentProps } from 'react'
import { cn } from './cn'

interface SwitchProps extends Omit<ComponentProps<'button'>, 'onChange'> {
  checked: boolean
  onCheckedChange: (checked: boolean) => void
}

/** On or off, at once. The hit target is 24 px. */
export function Switch({ checked, onCheckedChange, className, ...rest }: SwitchProps) {
  return (
    <button
      {...rest}
      type="button"
      role="switch"
      aria-checked={checked}
      onClick={() => onCheckedChange(!checked)}
      className={cn(
        'group/switch relative inline-flex h-[18px] w-8 shrink-0 items-center rounded-full bg-line-strong transition-colors before:absolute before:-inset-1 aria-checked:bg-accent',
        className,
      )}
    >
      <span className="block size-3.5 translate-x-0.5 rounded-full bg-surface transition-transform group-aria-checked/switch:translate-x-[16px]" />
    </button>
  )
}
