import { Check, ChevronDown } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cn } from './cn'

export interface Option {
  value: string
  label: string
  /** Before the label: a dot, an avatar. */
  icon?: ReactNode
  /** Small, after the label, where there is room. */
  detail?: string
  disabled?: boolean
}

export interface SelectProps {
  value: string | undefined
  onChange: (value: string) => void
  options: readonly Option[]
  placeholder?: string
  id?: string
  disabled?: boolean
  className?: string
  'aria-label'?: string
  'aria-invalid'?: boolean
  'aria-describedby'?: string | undefined
}

/** One of a few (up to about ten: beyond that, Combobox). */
export function Select({
  value,
  onChange,
  options,
  placeholder,
  disabled,
  className,
  ...ties
}: SelectProps) {
  return (
    <Radix.Root value={value ?? ''} onValueChange={onChange} {...(disabled ? { disabled } : {})}>
      <Radix.Trigger {...ties} className={cn('field justify-between gap-2', className)}>
        <span className="flex min-w-0 items-center gap-2 truncate data-[placeholder]:text-faint">
          <Radix.Value placeholder={<span className="text-faint">{placeholder}</span>} />
        </span>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-muted" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="floating z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden"
        >
          <Radix.Viewport className="p-1">
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                className="menu-item pr-7 relative"
                {...(option.disabled ? { disabled: true } : {})}
              >
                <Radix.ItemText>
                  <span className="inline-flex items-center gap-2">
                    {option.icon}
                    {option.label}
                  </span>
                </Radix.ItemText>
                <Radix.ItemIndicator className="absolute right-2">
                  <Check className="size-4 text-accent-text" />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
