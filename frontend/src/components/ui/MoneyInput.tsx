import { useState, type ComponentProps } from 'react'
import { parseMoney } from '@/format/money'
import { cn } from './cn'

interface MoneyInputProps extends Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'type'> {
  /** A decimal string, or null. */
  value: string | null
  /** Called when the field is left or Enter is pressed, with what was typed as a decimal string; never with what is no amount. */
  onCommit: (value: string | null) => void
  currency?: string | null
}

/** An amount as people type it: "1.250,50", "1,250.50", "12k". */
export function MoneyInput({
  value,
  onCommit,
  currency,
  className,
  onBlur,
  onKeyDown,
  ...rest
}: MoneyInputProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const wrong = typed !== null && typed.trim() !== '' && parseMoney(typed) === null
  function commit(): void {
    if (typed === null || wrong) return
    setTyped(null)
    const next = typed.trim() === '' ? null : parseMoney(typed)
    if (next !== value) onCommit(next)
  }
  return (
    <span className={cn('field gap-1.5', className)} aria-invalid={wrong || undefined}>
      {currency && <span className="text-sm text-muted">{currency}</span>}
      <input
        inputMode="decimal"
        autoComplete="off"
        className="tabular h-full min-w-0 grow bg-transparent text-right outline-none"
        value={typed ?? value ?? ''}
        aria-invalid={wrong || undefined}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={(event) => {
          commit()
          onBlur?.(event)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit()
          onKeyDown?.(event)
        }}
        {...rest}
      />
    </span>
  )
}
