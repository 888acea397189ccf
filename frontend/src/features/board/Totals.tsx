import { Tooltip } from '@/components/ui/Tooltip'
import { Rolling } from '@/components/ui/Rolling'
import { formatMoney } from '@/format/money'

const formats = new Map<string, Intl.NumberFormatOptions>()

/** The same object for the same currency, so that an unchanged figure is not drawn again. */
function formatOf(currency: string): Intl.NumberFormatOptions {
  let format = formats.get(currency)
  if (!format) {
    format = {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      notation: 'compact',
      maximumFractionDigits: 1,
    }
    formats.set(currency, format)
  }
  return format
}

/** What a column is worth, per currency, the largest first; exact on hover. */
export function Totals({ total }: { total: Record<string, string> }) {
  const sums = Object.entries(total).sort((a, b) => Number(b[1]) - Number(a[1]))
  if (sums.length === 0) return null
  const exact = sums.map(([currency, sum]) => formatMoney(sum, currency)).join(' + ')
  return (
    <Tooltip label={exact}>
      <span
        className="tabular flex min-w-0 items-baseline gap-1.5 overflow-hidden text-sm leading-[18px] text-muted"
        aria-label={exact}
        role="img"
      >
        {sums.slice(0, 2).map(([currency, sum]) => (
          <Rolling key={currency} value={Number(sum)} format={formatOf(currency)} />
        ))}
        {sums.length > 2 && <span>+{sums.length - 2}</span>}
      </span>
    </Tooltip>
  )
}
