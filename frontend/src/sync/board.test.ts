import { describe, expect, it } from 'vitest'
import { placeCard as placed, positionAfter, type BoardState, type CardFacts } from './board'
import type { Row, Transition } from './types'

const card = (id: string, stage_id: string, position: string, amount = '10.00'): CardFacts => ({
  id,
  stage_id,
  position,
  amount,
  currency: 'EUR',
})
const row = (facts: CardFacts, more: object = {}): Row => ({
  version: 1,
  pipeline_id: 'p',
  ...facts,
  ...more,
})
const column = (id: string, cards: CardFacts[], more: object = {}) => ({
  id,
  name: id,
  kind: 'open',
  color: null,
  count: cards.length,
  total: { EUR: `${cards.length * 10}.00` },
  cards,
  nextCursor: null,
  ...more,
})
const board = (...stages: ReturnType<typeof column>[]): BoardState => ({
  pipeline: { id: 'p', version: 1 },
  params: {},
  seq: 1,
  stages,
})
const placeCard = (state: BoardState, change: Transition) => placed(state, change) as BoardState
const shape = (state: BoardState) =>
  state.stages.map((s) => [s.cards.map((c) => c.id).join(''), s.count, s.total['EUR']])

describe('a board moved by events', () => {
  const start = board(
    column('s', [card('a', 's', 'B'), card('b', 's', 'D')]),
    column('t', [card('c', 't', 'C')]),
  )

  it('moves a card with count and total', () => {
    const [was, is] = [card('a', 's', 'B'), card('a', 't', 'D')]
    const next = placeCard(start, { id: 'a', before: row(was), after: row(is) })
    expect(shape(next)).toEqual([
      ['b', 1, '10.00'],
      ['ca', 2, '20.00'],
    ])
  })

  it('changes a total when only the amount changes', () => {
    const next = placeCard(start, {
      id: 'c',
      before: null,
      after: row(card('c', 't', 'C', '99.50')),
    })
    expect(shape(next)[1]).toEqual(['c', 1, '99.50'])
  })

  it('applies the same event twice as once', () => {
    const change = { id: 'a', before: row(card('a', 's', 'B')), after: row(card('a', 't', 'D')) }
    const once = placeCard(start, change)
    expect(placeCard(once, change)).toBe(once)
  })

  it('counts a card that moves between parts not loaded', () => {
    const deep = board(
      column('s', [card('a', 's', 'B')], { count: 500, nextCursor: 'x' }),
      column('t', []),
    )
    const next = placeCard(deep, {
      id: 'z',
      before: row(card('z', 's', 'Z')),
      after: row(card('z', 't', 'A')),
    })
    expect(next.stages.map((s) => [s.count, s.cards.length])).toEqual([
      [499, 1],
      [1, 1],
    ])
  })

  it('asks the server what a deal was that is not loaded and comes into sight or leaves it', () => {
    const part = board(column('s', [card('a', 's', 'B')], { count: 3, nextCursor: 'x' }))
    for (const after of [null, row(card('z', 's', 'A'))])
      expect(placed(part, { id: 'z', before: undefined, after })).toBe('refetch')
  })

  it('knows that what a board read to its end does not show was not on it', () => {
    expect(placed(start, { id: 'z', before: undefined, after: null })).toBe(start)
    const next = placeCard(start, { id: 'z', before: undefined, after: row(card('z', 't', 'A')) })
    expect(shape(next)[1]).toEqual(['zc', 2, '20.00'])
  })

  it('lets a card go to another pipeline, to the trash, or out of the filter', () => {
    for (const after of [
      null,
      row(card('a', 's', 'B'), { pipeline_id: 'q' }),
      row(card('a', 's', 'B'), { deleted_at: 'now' }),
    ]) {
      expect(shape(placeCard(start, { id: 'a', before: undefined, after }))[0]).toEqual([
        'b',
        1,
        '10.00',
      ])
    }
    const mine = {
      ...start,
      params: { filters: [{ field: 'owner_id', op: 'eq' as const, value: 'me' }] },
    }
    const gone = placeCard(mine, {
      id: 'a',
      before: undefined,
      after: row(card('a', 's', 'B'), { owner_id: 'ben' }),
    })
    expect(shape(gone)[0]).toEqual(['b', 1, '10.00'])
  })
})

describe('a place until the server gives one', () => {
  it('is right after the neighbour, before the next, and first for none', () => {
    const cards = [card('a', 's', 'B'), card('b', 's', 'B0')]
    const start = board(column('s', cards), column('t', [card('m', 't', 'A')]))
    const moved = (after: string | null) =>
      placeCard(start, {
        id: 'm',
        before: null,
        after: row(card('m', 's', positionAfter(cards, after))),
      }).stages[0]?.cards.map((one) => one.id)
    expect(moved('a')).toEqual(['a', 'm', 'b'])
    expect(moved('b')).toEqual(['a', 'b', 'm'])
    expect(moved(null)).toEqual(['m', 'a', 'b'])
  })
})
