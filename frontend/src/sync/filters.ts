import { joinList, splitList } from './commaSeparated'
import { BUILT_IN, type Figures } from './figures'
import type { Row } from './types'

/** What a list asks for, as in the query string: `filters: {stage_id: …, "amount][gte": …}` is spelled {field, op, value}. */
export interface Filter {
  field: string
  op: 'eq' | 'ne' | 'in' | 'lt' | 'lte' | 'gt' | 'gte' | 'contains' | 'starts' | 'empty'
  value: string | number | boolean | readonly string[]
}

export interface ListParams {
  filters?: readonly Filter[]
  /** "-amount,name" */
  sort?: string
  search?: string
  view?: string
  limit?: number
}

/** The query string of a list. */
export function queryOf(params: ListParams): Record<string, string> {
  const query: Record<string, string> = {}
  for (const { field, op, value } of params.filters ?? []) {
    query[op === 'eq' ? `filter[${field}]` : `filter[${field}][${op}]`] = filterText(value)
  }
  if (params.sort) query['sort'] = params.sort
  if (params.search) query['search'] = params.search
  if (params.view) query['view'] = params.view
  query['limit'] = String(params.limit ?? 100)
  return query
}

/** What a filter compares with, as one text. */
export function filterText(value: Filter['value']): string {
  return typeof value === 'object' ? joinList(value) : String(value)
}

/** The value of a field; "custom.budget" looks into `custom`. */
export function valueOf(row: Row, field: string): unknown {
  if (!field.startsWith('custom.')) return row[field]
  return (row['custom'] as Record<string, unknown> | undefined)?.[field.slice(7)]
}

/** Whether a row belongs to a list; undefined where only the server can tell (search, saved views). */
export function matches(
  row: Row,
  params: ListParams,
  figures: Figures = BUILT_IN,
): boolean | undefined {
  if (params.search || params.view) return undefined
  let known = true
  for (const filter of params.filters ?? []) {
    const value = valueOf(row, filter.field)
    if (value === undefined && !filter.field.startsWith('custom.')) {
      known = false
      continue
    }
    if (!passes(value ?? null, filter, figures.has(filter.field))) return false
  }
  return known ? true : undefined
}

function passes(value: unknown, { op, value: wanted }: Filter, figure: boolean): boolean {
  const several = Array.isArray(value) ? value.map(String) : null
  switch (op) {
    case 'eq':
      return several ? several.includes(String(wanted)) : same(value, wanted, figure)
    case 'ne':
      return several ? !several.includes(String(wanted)) : !same(value, wanted, figure)
    case 'in': {
      const list = (Array.isArray(wanted) ? wanted : splitList(String(wanted))) as readonly string[]
      return several
        ? several.some((one) => list.includes(one))
        : list.some((one) => same(value, one, figure))
    }
    case 'contains':
      return text(value).toLowerCase().includes(text(wanted).toLowerCase())
    case 'starts':
      return text(value).toLowerCase().startsWith(text(wanted).toLowerCase())
    case 'empty':
      return isEmpty(value) === (wanted === true || wanted === 'true' || wanted === '1')
    default: {
      if (isEmpty(value)) return false
      const order = compareBy(figure)(value, wanted)
      if (op === 'lt') return order < 0
      if (op === 'lte') return order <= 0
      if (op === 'gt') return order > 0
      return order >= 0
    }
  }
}

const isEmpty = (value: unknown) =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0)

function text(value: unknown): string {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : ''
}

/** A text of digits is a figure only in a field of figures: "007" is no 7. */
function same(value: unknown, wanted: unknown, figure: boolean): boolean {
  if (text(value) === text(wanted)) return true
  return (figure || typeof value === 'number') && compareFigures(value, wanted) === 0
}

const isNumeric = (value: unknown) =>
  typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))

/** Numbers (and decimal strings) by size, the rest as text. */
function compareFigures(a: unknown, b: unknown): number {
  if (isNumeric(a) && isNumeric(b)) return Number(a) - Number(b)
  return bytewise(a, b)
}

const compareBy = (figure: boolean) => (a: unknown, b: unknown) =>
  figure || typeof a === 'number' ? compareFigures(a, b) : bytewise(a, b)

// The server sorts the names of these by a column of their own, whatever the case and the accents.
const NAMED = ['companies', 'contacts', 'deals']

/** How the server compares two values of a field: names folded, figures by size, other texts bytewise. */
function comparison(
  type: string,
  field: string,
  figures: Figures,
): (a: unknown, b: unknown) => number {
  if (field === 'name' && NAMED.includes(type)) return (a, b) => bytewise(folded(a), folded(b))
  return compareBy(figures.has(field))
}

/** A text without case and accents, as the server's `fold`. */
function folded(value: unknown): string {
  return text(value)
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
}

/** The server's order of a list ("-amount,name"), or undefined when its default order is used. */
export function orderOf(
  type: string,
  sort: string | undefined,
  figures: Figures = BUILT_IN,
): ((a: Row, b: Row) => number) | undefined {
  if (!sort) return undefined
  const keys = sort.split(',').map((key) => {
    const field = key.replace(/^-/, '')
    return { field, down: key.startsWith('-'), compare: comparison(type, field, figures) }
  })
  const lastDown = keys.at(-1)?.down
  return (a, b) => {
    for (const { field, down, compare } of keys) {
      const [left, right] = [valueOf(a, field) ?? null, valueOf(b, field) ?? null]
      if (left === null || right === null) {
        if (left === right) continue
        return left === null ? 1 : -1 // empty values come last, in both directions
      }
      const order = compare(left, right)
      if (order !== 0) return down ? -order : order
    }
    // Of equals, the id decides, in the direction of the last key.
    return lastDown ? bytewise(b.id, a.id) : bytewise(a.id, b.id)
  }
}

/** Texts byte by byte, as UTF-8 and positions are compared: by code points. */
export function bytewise(a: unknown, b: unknown): number {
  const [left, right] = [text(a), text(b)]
  if (left === right) return 0
  let at = 0
  while (left.charCodeAt(at) === right.charCodeAt(at)) at++
  return (left.codePointAt(at) ?? -1) - (right.codePointAt(at) ?? -1)
}
