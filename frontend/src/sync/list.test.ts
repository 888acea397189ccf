import { describe, expect, it } from 'vitest'
import type { ListParams } from './filters'
import { place, type ListState } from './list'
import type { Row } from './types'

const params: ListParams = {
  filters: [{ field: 'stage', op: 'eq', value: 'open' }],
  sort: '-amount',
}
const rows = new Map<string, Row>()
const row = (id: string, amount: number, stage = 'open'): Row => {
  const made = { id, version: 1, amount: `${amount}.00`, stage }
  rows.set(id, made)
  return made
}
const rowOf = (id: string) => rows.get(id)
const list = (ids: string[], more: Partial<ListState> = {}): ListState => ({
  ids,
  total: ids.length,
  totalIsMin: false,
  nextCursor: null,
  seq: 10,
  totalSeq: 10,
  ...more,
})
row('a', 300)
row('b', 200)
row('c', 100)

describe('a list moved by events', () => {
  it('puts a new record where its order says', () => {
    const next = place(
      list(['a', 'b', 'c']),
      'deals',
      params,
      { id: 'n', before: null, after: row('n', 150) },
      rowOf,
      11,
    )
    expect(next).toMatchObject({ ids: ['a', 'b', 'n', 'c'], total: 4 })
  })

  it('counts once what its event brought before the answer to our own request', () => {
    const change = { id: 'b', before: null, after: row('b', 200) }
    expect(place(list(['a', 'b', 'c']), 'deals', params, change, rowOf)).toMatchObject({
      ids: ['a', 'b', 'c'],
      total: 3,
    })
  })

  it('counts, but does not show, what belongs on a page not yet loaded', () => {
    const change = { id: 'n', before: null, after: row('n', 50) }
    expect(
      place(
        list(['a', 'b', 'c'], { nextCursor: 'x', total: 70 }),
        'deals',
        params,
        change,
        rowOf,
        11,
      ),
    ).toMatchObject({
      ids: ['a', 'b', 'c'],
      total: 71,
    })
  })

  it('leaves out what does not match', () => {
    const before = list(['a'])
    expect(
      place(
        before,
        'deals',
        params,
        { id: 'n', before: null, after: row('n', 9, 'won') },
        rowOf,
        11,
      ),
    ).toBe(before)
  })

  it('lets go of what no longer matches', () => {
    const change = { id: 'b', before: row('b', 200), after: { ...row('b', 200), stage: 'won' } }
    expect(place(list(['a', 'b', 'c']), 'deals', params, change, rowOf, 11)).toMatchObject({
      ids: ['a', 'c'],
      total: 2,
    })
  })

  it('moves a row whose sorted field changed, and no other', () => {
    const was = row('c', 100)
    const change = { id: 'c', before: was, after: row('c', 250) }
    expect(place(list(['a', 'b', 'c']), 'deals', params, change, rowOf, 11)).toMatchObject({
      ids: ['a', 'c', 'b'],
      total: 3,
    })
    const same = list(['a', 'c', 'b'])
    expect(
      place(
        same,
        'deals',
        params,
        { id: 'c', before: row('c', 250), after: row('c', 250) },
        rowOf,
        12,
      ),
    ).toBe(same)
  })

  it('does not count an event again that its total was read after', () => {
    const change = { id: 'n', before: null, after: row('n', 150) }
    const read = list(['a', 'b', 'n', 'c'], { total: 4, seq: 11, totalSeq: 11 })
    expect(place(read, 'deals', params, change, rowOf, 11)).toBe(read)
  })

  it('asks the server where it can’t judge itself', () => {
    const search = { ...params, search: 'acme' }
    const change = { id: 'n', before: null, after: row('n', 150) }
    expect(place(list(['a']), 'deals', search, change, rowOf, 11)).toBe('refetch')
    expect(
      place(
        list(['a'], { nextCursor: 'x' }),
        'deals',
        params,
        { id: 'z', before: undefined, after: null },
        rowOf,
        11,
      ),
    ).toBe('refetch')
  })

  it('knows that what a list read to its end does not show was not in it', () => {
    row('c', 100)
    const whole = list(['a', 'c'])
    const removed = { id: 'z', before: undefined, after: null }
    expect(place(whole, 'deals', params, removed, rowOf, 11)).toBe(whole)
    const arrived = { id: 'b', before: undefined, after: row('b', 200) }
    expect(place(whole, 'deals', params, arrived, rowOf, 11)).toMatchObject({
      ids: ['a', 'b', 'c'],
      total: 3,
    })
  })

  it('keeps a shown row of a search in place while it changes', () => {
    const shown = list(['a'])
    expect(
      place(
        shown,
        'deals',
        { search: 'x' },
        { id: 'a', before: row('a', 1), after: row('a', 2) },
        rowOf,
        11,
      ),
    ).toBe(shown)
  })
})
