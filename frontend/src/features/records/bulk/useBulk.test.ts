import { describe, expect, it } from 'vitest'
import { countOf, selectionOf } from './useBulk'

const rows = [
  { id: 'a', version: 1 },
  { id: 'b', version: 3 },
]

describe('selectionOf', () => {
  it('names the ticked rows', () => {
    expect(selectionOf({ rows, all: null })).toEqual({ ids: ['a', 'b'] })
  })

  it('writes the list’s filter, several conditions of one field among it', () => {
    const filters = [
      { field: 'amount', op: 'gte', value: 5 },
      { field: 'amount', op: 'lt', value: 9 },
      { field: 'owner_id', op: 'in', value: ['u1', 'u2'] },
    ] as const
    const target = { rows, all: { params: { filters, search: 'acme' }, total: 4_000 } }
    expect(selectionOf(target)).toEqual({
      filter: { amount: { gte: '5', lt: '9' }, owner_id: { in: 'u1,u2' } },
      search: 'acme',
    })
    expect(countOf(target)).toBe(4_000)
  })
})
