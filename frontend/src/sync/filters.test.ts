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

  it('takes a text of digits for a text, and a figure for a figure', () => {
    const told = (value: unknown, wanted: string, figures?: Set<string>) =>
      matches(
        { id: '1', version: 1, custom: { code: value } },
        { filters: [{ field: 'custom.code', op: 'eq', value: wanted }] },
        figures,
      )
    expect(told('007', '7')).toBe(false)
    expect(told('7.00', '7', new Set(['custom.code']))).toBe(true)
    expect(told(7, '7.0')).toBe(true)
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
  const sorted = (sort: string, rows: Omit<Row, 'version'>[], type = 'deals') =>
    rows
      .map((one) => ({ version: 1, ...one }) as Row)
      .sort(orderOf(type, sort))
      .map((one) => one.id)
  const named = (...names: string[]) => names.map((name) => ({ id: name, name, city: name }))

  it('puts empty values last in both directions', () => {
    const rows = [
      { id: 'b', amount: null },
      { id: 'c', amount: '9.00' },
      { id: 'a', amount: '10.00' },
    ]
    expect(sorted('amount', rows)).toEqual(['c', 'a', 'b'])
    expect(sorted('-amount', rows)).toEqual(['a', 'c', 'b'])
  })

  it('breaks ties by id, in the direction of the last key', () => {
    const rows = ['2', '3', '1'].map((id) => ({ id, amount: '9.00', name: 'Same' }))
    expect(sorted('amount', rows)).toEqual(['1', '2', '3'])
    expect(sorted('-amount', rows)).toEqual(['3', '2', '1'])
    expect(sorted('amount,-name', rows)).toEqual(['3', '2', '1'])
  })

  it('takes names whatever their case and accents, and other texts bytewise', () => {
    const names = named('Zoo', 'émile', 'Emil', 'anna', '10', '9')
    expect(sorted('name', names)).toEqual(['10', '9', 'anna', 'Emil', 'émile', 'Zoo'])
    expect(sorted('city', names)).toEqual(['10', '9', 'Emil', 'Zoo', 'anna', 'émile'])
    expect(sorted('name', named('anna', 'Zoo'), 'tags')).toEqual(['Zoo', 'anna'])
  })

  it('goes by size in fields of figures alone: digits in a text of one’s own are a text', () => {
    const rows = ['9', '10', '1'].map((code) => ({ id: code, custom: { code } }))
    const by = (figures?: Set<string>) =>
      rows
        .map((one) => ({ version: 1, ...one }))
        .sort(orderOf('deals', 'custom.code', figures))
        .map((one) => one.id)
    expect(by()).toEqual(['1', '10', '9'])
    expect(by(new Set(['custom.code']))).toEqual(['1', '9', '10'])
  })

  it('compares texts as UTF-8 does, not as JavaScript', () => {
    expect(sorted('city', named('a😀', 'a\uffe5', 'a'))).toEqual(['a', 'a\uffe5', 'a😀'])
  })
})
