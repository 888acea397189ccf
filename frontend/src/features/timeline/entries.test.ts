import { describe, expect, it } from 'vitest'
import type { LogEvent } from '@/sync'
import { byDay, entriesOf, horizonOf } from './entries'

const updated = (at: string): LogEvent => ({
  seq: 1,
  id: `e-${at}`,
  type: 'deal.updated',
  entity: 'deal',
  entity_id: 'd1',
  version: 2,
  at,
  actor: { id: 'u1', name: 'Ben', kind: 'user' },
  changed: ['amount', 'name'],
  before: { amount: '1', name: 'A' },
  data: { id: 'd1', version: 2, amount: '2', name: 'B' },
})
const comment = (id: string, created_at: string) => ({ id, version: 1, created_at })

describe('entriesOf', () => {
  it('weaves events and comments by time, newest first, an event’s sentences in order', () => {
    const entries = entriesOf(
      [updated('2026-11-21T10:00:00Z')],
      [comment('c1', '2026-11-21T09:00:00Z'), comment('c2', '2026-11-21T11:00:00+00:00')],
      [],
    )
    expect(entries.map((entry) => entry.key)).toEqual([
      'c2',
      'e-2026-11-21T10:00:00Z.0',
      'e-2026-11-21T10:00:00Z.1',
      'c1',
    ])
  })
})

describe('horizonOf', () => {
  const [nine, ten] = ['2026-11-21T09:00:00Z', '2026-11-21T10:00:00+00:00']

  it('is where the first of those that go on has been read to', () => {
    const ends = [
      { end: nine, hasMore: true },
      { end: ten, hasMore: true },
      { end: '2026-11-21T11:00:00Z', hasMore: false },
    ]
    expect(horizonOf(ends)).toBe(new Date(ten ?? '').getTime())
  })

  it('is nowhere when all has been read', () => {
    expect(
      horizonOf([
        { end: nine, hasMore: false },
        { end: undefined, hasMore: false },
      ]),
    ).toBe(-Infinity)
  })
})

describe('byDay', () => {
  it('cuts where the day changes', () => {
    const entries = entriesOf(
      [],
      [
        comment('a', '2026-11-21T12:00:00Z'),
        comment('b', '2026-11-19T12:00:00Z'),
        comment('c', '2026-11-19T11:00:00Z'),
      ],
      [],
    )
    expect(byDay(entries).map(({ entries: one }) => one.length)).toEqual([1, 2])
  })
})
