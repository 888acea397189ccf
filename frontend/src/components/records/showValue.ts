import { formatDate, formatMoment } from '@/format/dates'
import { formatMoney } from '@/format/money'
import type { Field, Row } from '@/sync'

/** A field's value as text: money with its record's currency, dates in the reader's form. Links and users show their id; screens that have the row use it instead. */
export function showValue(value: unknown, field?: Field, row?: Row): string {
  if (value === null || value === undefined || value === '') return ''
  switch (field?.kind) {
    case 'money':
      return formatMoney(String(value), row?.['currency'] as string | undefined)
    case 'date':
      return formatDate(String(value))
    case 'datetime':
      return formatMoment(String(value))
    case 'boolean':
      return value ? '✓' : ''
    case 'number':
    case 'integer':
      return typeof value === 'number' ? value.toLocaleString() : String(value)
    case 'select':
    case 'multi_select':
      return (Array.isArray(value) ? value : [value])
        .map((one) => optionLabel(field, String(one)))
        .join(', ')
    default:
      if (Array.isArray(value)) return value.join(', ')
      return typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
}

/** The label of an option of a select field. */
export function optionLabel(field: Field, value: string): string {
  for (const option of field.options ?? []) {
    if (typeof option === 'object' && option.value === value) return option.label ?? value
  }
  return value
}
