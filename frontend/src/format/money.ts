const SCALE = 4n

/** "12.5" → 125000n: exact, in ten-thousandths. */
function parse(decimal: string): bigint {
  const [, sign, whole, part] = /^(-?)(\d+)(?:\.(\d*))?$/.exec(decimal) ?? []
  if (whole === undefined) return 0n
  const value = BigInt(whole + (part ?? '').padEnd(Number(SCALE), '0').slice(0, Number(SCALE)))
  return sign ? -value : value
}

function print(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(Number(SCALE) + 1, '0')
  const cut = digits.length - Number(SCALE)
  return `${value < 0n ? '-' : ''}${digits.slice(0, cut)}.${digits.slice(cut, cut + 2)}`
}

/** Sums by currency with an amount added (sign 1) or taken away (-1); currencies of nothing are dropped. */
export function addMoney(
  total: Record<string, string>,
  currency: string | null,
  amount: string | null,
  sign: 1 | -1,
): Record<string, string> {
  if (!currency || !amount) return total
  const sum = parse(total[currency] ?? '0') + BigInt(sign) * parse(amount)
  const { [currency]: _, ...others } = total
  return sum === 0n ? others : { ...total, [currency]: print(sum) }
}

const formats = new Map<string, Intl.NumberFormat>()

/** "1234.5", "EUR" → "€1,234.50" in the reader's locale; `short` gives "€1.2K" and drops empty cents. */
export function formatMoney(
  amount: string | null | undefined,
  currency: string | null | undefined,
  { short = false, locale }: { short?: boolean; locale?: string } = {},
): string {
  if (amount === null || amount === undefined || amount === '') return ''
  const whole = short || /^-?\d+(\.0*)?$/.test(amount)
  const key = `${locale ?? ''}|${currency ?? ''}|${short}|${whole}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(locale, {
      ...(currency ? { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } : {}),
      ...(short ? { notation: 'compact', maximumFractionDigits: 1 } : {}),
      ...(whole && !short ? { maximumFractionDigits: 0 } : {}),
    })
    formats.set(key, format)
  }
  // A decimal string, not a float: Intl takes it exactly.
  return format.format(amount as Intl.StringNumericLiteral)
}

/** What someone typed ("1.234,56", "1,234.5", "12k", "€ 9") as a decimal string; null if it is no amount. */
export function parseMoney(typed: string): string | null {
  const text = typed.trim().replace(/[^\d.,\-kKmM]/g, '')
  const [, digits, unit] = /^(-?[\d.,]*\d)([kKmM]?)$/.exec(text) ?? []
  if (digits === undefined) return null
  const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','))
  const mark = last < 0 ? '' : digits.charAt(last)
  const single =
    last >= 0 && digits.indexOf(mark) === last && !digits.includes(mark === '.' ? ',' : '.')
  // "1,234" groups; "1,5" and "1.234,56" are decimals.
  const isDecimal =
    last >= 0 && (!single || digits.length - last - 1 !== 3) && !repeats(digits, mark)
  const whole = (isDecimal ? digits.slice(0, last) : digits).replace(/[.,]/g, '')
  const part = isDecimal ? digits.slice(last + 1) : ''
  if (!unit) return part ? `${whole}.${part}` : whole
  const shift = unit.toLowerCase() === 'k' ? 3 : 6
  const shifted = whole + part.padEnd(shift, '0').slice(0, shift)
  return shifted.replace(/^(-?)0+(?=\d)/, '$1')
}

function repeats(digits: string, mark: string): boolean {
  return digits.indexOf(mark) !== digits.lastIndexOf(mark)
}
