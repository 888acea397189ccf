import { describe, expect, it } from 'vitest'
import type { Field, Filter } from '@/sync'
import { filterFor, relationOf, relationsOf, withFilter } from './operators'

const OWNER: Field = {
  key: 'owner_id',
  label: 'Owner',
  kind: 'user',
  required: false,
  writable: true,
  filterable: true,
  operators: ['eq', 'ne', 'in', 'empty'],
  sortable: false,
  custom: false,
}

describe('filters', () => {
  it('offer only what the server knows of a field', () => {
    expect(relationsOf({ ...OWNER, kind: 'tags', operators: ['eq', 'in', 'empty'] })).toEqual([
      'in',
      'empty',
      'filled',
    ])
  })

  it('say "is filled" by the operator `empty`, and read it back', () => {
    const filter = filterFor('owner_id', 'filled', null)
    expect(filter).toEqual({ field: 'owner_id', op: 'empty', value: false })
    expect(filter && relationOf(filter)).toBe('filled')
  })

  it('are not applied before there is something to compare with', () => {
    expect(filterFor('name', 'contains', '')).toBeNull()
    expect(filterFor('owner_id', 'in', [])).toBeNull()
  })

  it('replace one another in place, and never double a field and operator', () => {
    const a: Filter = { field: 'name', op: 'contains', value: 'a' }
    const b: Filter = { field: 'city', op: 'eq', value: 'b' }
    expect(withFilter([a, b], { ...a, value: 'c' }, a)).toEqual([{ ...a, value: 'c' }, b])
    expect(withFilter([a, b], { ...b, value: 'z' })).toEqual([a, { ...b, value: 'z' }])
    expect(withFilter([a, b], null, a)).toEqual([b])
  })
})
