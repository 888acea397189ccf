import { parseMoney } from '@/format/money'
import { joinList, splitList, type Filter, type ListParams } from '@/sync'

/** What a board is narrowed to; spelled the same in the address. Several ids or tags are one list. */
export interface BoardFilters {
  q?: string
  owner?: string
  tags?: string
  min?: string
  max?: string
}

const KEYS = ['q', 'owner', 'tags', 'min', 'max'] as const

/** The filters an address names; what it spells wrongly is left out. */
export function readFilters(search: Record<string, unknown>): BoardFilters {
  const filters: BoardFilters = {}
  for (const key of KEYS) {
    // The router reads `min=500` as a number.
    const value = search[key]
    const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
    if (text && (key !== 'min' && key !== 'max' ? true : parseMoney(text) !== null))
      filters[key] = text
  }
  return filters
}

/** The board's query for these filters. */
export function paramsOf({ q, owner, tags, min, max }: BoardFilters): ListParams {
  const filters: Filter[] = []
  if (owner) filters.push({ field: 'owner_id', op: 'in', value: splitList(owner) })
  if (tags) filters.push({ field: 'tags', op: 'in', value: splitList(tags) })
  const least = min ? parseMoney(min) : null
  const most = max ? parseMoney(max) : null
  if (least) filters.push({ field: 'amount', op: 'gte', value: least })
  if (most) filters.push({ field: 'amount', op: 'lte', value: most })
  return { ...(filters.length > 0 ? { filters } : {}), ...(q ? { search: q } : {}) }
}

/** The filters without what is said of amounts. */
export function omitAmounts({ min: _min, max: _max, ...rest }: BoardFilters): BoardFilters {
  return rest
}

/** Add or take away one of a comma-joined list; undefined when none is left. */
export function toggled(list: string | undefined, value: string): string | undefined {
  const all = list ? splitList(list) : []
  const next = all.includes(value) ? all.filter((one) => one !== value) : [...all, value]
  return next.length > 0 ? joinList(next) : undefined
}

/** Whether anything is narrowed. */
export function isFiltered(filters: BoardFilters): boolean {
  return KEYS.some((key) => filters[key])
}
