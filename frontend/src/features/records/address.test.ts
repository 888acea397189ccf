import { describe, expect, it } from 'vitest'
import type { Field, Filter } from '@/sync'
import { readAddress, writeAddress } from './address'

const base = {
  required: false,
  writable: true,
  filterable: true,
  sortable: true,
  custom: false,
  operators: ['eq', 'ne', 'in', 'gte', 'contains', 'empty'],
}
const FIELDS: Field[] = [
  { ...base, key: 'industry', label: 'Industry', kind: 'text' },
  { ...base, key: 'amount', label: 'Amount', kind: 'money' },
  { ...base, key: 'owner_id', label: 'Owner', kind: 'user', sortable: false },
  { ...base, key: 'product', label: 'Product', kind: 'select', custom: true },
]

describe('a list’s address', () => {
  it('gives back the filters it was written with', () => {
    const filters: Filter[] = [
      { field: 'industry', op: 'contains', value: 'tech' },
      { field: 'amount', op: 'gte', value: '5000' },
      { field: 'owner_id', op: 'in', value: ['a', 'b, c'] },
      { field: 'custom.product', op: 'eq', value: 'GTX Pro' },
      { field: 'industry', op: 'empty', value: false },
    ]
    const search = writeAddress({}, { filters, sort: '-amount', search: 'acme' })
    expect(search['filter[amount][gte]']).toBe(5000)
    expect(readAddress(search, FIELDS)).toEqual({ filters, sort: '-amount', search: 'acme' })
  })

  it('leaves out what the type does not have, as an old link may say', () => {
    const search = { 'filter[gone]': 'x', 'filter[industry][gt]': 'x', sort: 'owner_id' }
    expect(readAddress(search, FIELDS)).toEqual({ filters: [], sort: undefined, search: '' })
  })

  it('takes filters away without touching what is not its own', () => {
    const search = { 'filter[industry]': 'tech', panel: 'open' }
    expect(writeAddress(search, { filters: [] })).toEqual({ panel: 'open' })
  })

  it('keeps a text of digits as the text it was', () => {
    const filters: Filter[] = [{ field: 'industry', op: 'eq', value: '0042' }]
    expect(readAddress(writeAddress({}, { filters }), FIELDS).filters).toEqual(filters)
  })
})
