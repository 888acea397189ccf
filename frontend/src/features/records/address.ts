import { nameOf } from '@/components/records/fields'
import { joinList, splitList, type Field, type Filter } from '@/sync'

/** What a list shows, as its address says it: spelled like the API's own parameters. */
export interface ListAddress {
  filters: readonly Filter[]
  /** undefined: the type's own order. */
  sort: string | undefined
  search: string
}

type Search = Record<string, unknown>

const FILTER = /^filter\[([a-z_0-9.]+)\](?:\[([a-z]+)\])?$/

/** Read a list's address; what this type has no field or operator for is left out. */
export function readAddress(search: Search, fields: readonly Field[]): ListAddress {
  const byName = new Map(fields.map((field) => [nameOf(field), field]))
  const filters = Object.entries(search).flatMap(([key, value]) => {
    const [, name, op = 'eq'] = FILTER.exec(key) ?? []
    const field = name === undefined ? undefined : byName.get(name)
    if (!field?.operators.includes(op)) return []
    return [filterOf(nameOf(field), op as Filter['op'], text(value))]
  })
  const sort = text(search['sort'])
  const key = byName.get(sort.replace(/^-/, ''))
  return { filters, sort: key?.sortable ? sort : undefined, search: text(search['search']) }
}

function filterOf(field: string, op: Filter['op'], value: string): Filter {
  if (op === 'empty') return { field, op, value: value === 'true' }
  return { field, op, value: op === 'in' ? splitList(value) : value }
}

/** The same address with other filters, order or search; everything else in it stays. */
export function writeAddress(search: Search, change: Partial<ListAddress>): Search {
  const next: Search = { ...search }
  if (change.filters) {
    for (const key of Object.keys(next)) if (FILTER.test(key)) delete next[key]
    for (const { field, op, value } of change.filters)
      next[op === 'eq' ? `filter[${field}]` : `filter[${field}][${op}]`] = plain(value)
  }
  if ('sort' in change) next['sort'] = change.sort
  if ('search' in change) next['search'] = change.search || undefined
  return next
}

// The router writes a text that looks like a number in quotes; a number it writes bare.
function plain(value: Filter['value']): string | number | boolean {
  if (typeof value === 'object') return joinList(value)
  if (typeof value !== 'string') return value
  return String(Number(value)) === value ? Number(value) : value
}

function text(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
