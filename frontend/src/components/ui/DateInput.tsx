import type { ComponentProps } from 'react'
import { cn } from './cn'

interface DateInputProps extends Omit<ComponentProps<'input'>, 'type' | 'value' | 'onChange'> {
  /** "2026-11-21", or null. */
  value: string | null
  onChange: (value: string | null) => void
}

/** A calendar date: the browser's own picker, in the reader's language and order. */
export function DateInput({ value, onChange, className, ...rest }: DateInputProps) {
  return (
    <input
      type="date"
      className={cn('field block tabular', !value && 'text-faint', className)}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value || null)}
      {...rest}
    />
  )
}
