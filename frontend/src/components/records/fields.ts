import { parseMoney } from '@/format/money'
import type { Field, Row } from '@/sync'

/** What lists, filters and columns call a field: "amount", "custom.budget". */
export function nameOf(field: Field): string {
  return field.custom ? `custom.${field.key}` : field.key
}

/** A record's value of a field, built in or custom. */
export function readField(row: Row, field: Field): unknown {
  if (!field.custom) return row[field.key]
  return (row['custom'] as Record<string, unknown> | undefined)?.[field.key]
}

/** The change that gives a field a value, as `PATCH` takes it. */
export function patchOf(field: Field, value: unknown): Record<string, unknown> {
  return field.custom ? { custom: { [field.key]: value } } : { [field.key]: value }
}

const TYPED = ['text', 'email', 'phone', 'url', 'number', 'integer', 'money', 'long_text']
const CHOSEN = ['select', 'multi_select', 'user', 'link', 'tags', 'currency']

/** How a field is edited: in a line of text, from a list, by a date picker, or by a switch. */
export function editorOf(field: Field): 'typed' | 'chosen' | 'date' | 'switch' | 'none' {
  if (!field.writable) return 'none'
  if (TYPED.includes(field.kind)) return 'typed'
  if (CHOSEN.includes(field.kind)) return 'chosen'
  if (field.kind === 'date' || field.kind === 'datetime') return 'date'
  return field.kind === 'boolean' ? 'switch' : 'none'
}

/** Whether a field holds several values at once. */
export function isMany(field: Field): boolean {
  return field.kind === 'tags' || field.kind === 'multi_select'
}

/** Whether a field may be made empty. */
export function isClearable(field: Field): boolean {
  return field.writable && !field.required && !['boolean', 'currency'].includes(field.kind)
}

/** Whether a field's values stand at the right, digit under digit. */
export function isNumeric(field: Field): boolean {
  return ['money', 'number', 'integer'].includes(field.kind)
}

/** What the editor of a typed field begins with: the bare value, without currency or grouping. */
export function editText(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'object') return ''
  return String(value)
}

export type Parsed =
  | { value: string | number | null }
  | { problem: 'required' | 'amount' | 'number' | 'integer' | 'email' | 'url' }

/** What someone typed, as the API takes it; or what is wrong with it. */
export function parseTyped(field: Field, typed: string): Parsed {
  const text = typed.trim()
  if (text === '') return field.required ? { problem: 'required' } : { value: null }
  switch (field.kind) {
    case 'money': {
      const amount = parseMoney(text)
      return amount === null ? { problem: 'amount' } : { value: amount }
    }
    case 'number':
    case 'integer': {
      const amount = Number(parseMoney(text) ?? NaN)
      if (Number.isNaN(amount)) return { problem: 'number' }
      if (field.kind === 'integer' && !Number.isInteger(amount)) return { problem: 'integer' }
      return { value: amount }
    }
    case 'email':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? { value: text } : { problem: 'email' }
    case 'url':
      return /^[^\s]+\.[^\s]+$/.test(text) ? { value: text } : { problem: 'url' }
    default:
      return { value: text }
  }
}

/** Whether two values of a field are the same to a reader. */
export function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
}
