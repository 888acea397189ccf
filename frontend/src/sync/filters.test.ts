import { describe, expect, it } from 'vitest'
import { matches, orderOf, queryOf, type Filter } from './filters'
import type { Row } from './types'

const row: Row = {
  id: '1',
  version: 1,
  name: 'Ärger & Söhne',
  amount: '1250.50',
  tags: ['vip'],
  owner_id: null,
  custom: { tier: 'A' },
}
const test = (field: string, op: Filter['op'], value: Filter['value']) =>
  matches(row, { filters: [{ field, op, value }] })

describe('filters as the server understands them', () => {
  it.each([
    ['amount', 'gte', '1250.5', true],
    ['amount', 'gt', '1250.50', false],
    ['amount', 'eq', '1250.5', true],
    ['name', 'contains', 'söhne', true],
    ['name', 'starts', 'är', true],
    ['tags', 'eq', 'vip', true],
    ['tags', 'in', 'new,vip', true],
    ['owner_id', 'empty', true, true],
    ['owner_id', 'lt', 'x', false],
    ['custom.tier', 'in', ['A', 'B'], true],
    ['custom.other', 'empty', 'true', true],
  ] as const)('%s %s %j is %s', (field, op, value, expected) => {
    expect(test(field, op, value as Filter['value'])).toBe(expected)
  })

  it('does not guess about a field it has not seen', () => {
    expect(test('hidden', 'eq', '1')).toBeUndefined()
  })

  it('writes the query string of the contract', () => {
    const filters: Filter[] = [
      { field: 'stage_id', op: 'eq', value: 's' },
      { field: 'amount', op: 'gte', value: 5 },
      { field: 'id', op: 'in', value: ['a', 'b'] },
    ]
    expect(queryOf({ filters, sort: '-amount' })).toEqual({
      'filter[stage_id]': 's',
      'filter[amount][gte]': '5',
      'filter[id][in]': 'a,b',
      sort: '-amount',
      limit: '100',
    })
  })
})

describe('order', () => {
  const make = (id: string, amount: string | null) => ({ id, version: 1, amount })
  it('puts empty values last in both directions, and breaks ties by id', () => {
    const rows = [make('b', null), make('c', '9.00'), make('a', '10.00'), make('d', '9.00')]
    expect([...rows].sort(orderOf('amount')).map((one) => one.id)).toEqual(['c', 'd', 'a', 'b'])
    expect([...rows].sort(orderOf('-amount')).map((one) => one.id)).toEqual(['a', 'c', 'd', 'b'])
  })
})
