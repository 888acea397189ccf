import { describe, expect, it } from 'vitest'
import { isFiltered, paramsOf, readFilters, toggled } from './filters'

describe('readFilters', () => {
  it('reads what an address names and leaves out what is no filter', () => {
    expect(readFilters({ q: ' acme ', min: 500, max: 'lots', other: 'x', tags: ['a'] })).toEqual({
      q: 'acme',
      min: '500',
    })
  })
})

describe('paramsOf', () => {
  it('asks for owners and tags by any of, and amounts by range', () => {
    expect(paramsOf({ owner: 'u1,u2', tags: 'hot', min: '1k', max: '5.000,50', q: 'x' })).toEqual({
      filters: [
        { field: 'owner_id', op: 'in', value: ['u1', 'u2'] },
        { field: 'tags', op: 'in', value: ['hot'] },
        { field: 'amount', op: 'gte', value: '1000' },
        { field: 'amount', op: 'lte', value: '5000.50' },
      ],
      search: 'x',
    })
  })

  it('asks for nothing when nothing is narrowed', () => {
    expect(paramsOf({})).toEqual({})
    expect(isFiltered({})).toBe(false)
    expect(isFiltered({ tags: 'hot' })).toBe(true)
  })
})

describe('toggled', () => {
  it('keeps a name with a comma in it one name', () => {
    const tags = toggled('hot', 'Oslo, Norway')
    expect(paramsOf({ tags: tags ?? '' }).filters?.[0]?.value).toEqual(['hot', 'Oslo, Norway'])
    expect(toggled(tags, 'Oslo, Norway')).toBe('hot')
  })

  it('adds, takes away, and leaves nothing behind', () => {
    expect(toggled(undefined, 'a')).toBe('a')
    expect(toggled('a', 'b')).toBe('a,b')
    expect(toggled('a,b', 'a')).toBe('b')
    expect(toggled('a', 'a')).toBeUndefined()
  })
})
