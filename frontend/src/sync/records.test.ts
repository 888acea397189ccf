import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Records, type Overlay } from './records'
import type { LogEvent, Row } from './types'

let records: Records
beforeEach(() => (records = new Records()))

const deal = (version: number, fields: object = {}): Row => ({
  id: 'd',
  version,
  name: `v${version}`,
  ...fields,
})
const happened = (verb: string, seq: number, row: Row | null, before: object = {}): LogEvent =>
  ({
    seq,
    id: `e${seq}`,
    type: `deal.${verb}`,
    entity: 'deal',
    entity_id: 'd',
    version: row?.version ?? 0,
    changed: Object.keys(before),
    before,
    data: row,
    actor: { id: 'u', name: 'Ben', kind: 'user' },
    at: '',
  }) as LogEvent
const over = (...layers: Partial<Overlay>[]) =>
  records.overlay(
    new Map([
      [
        'deals',
        new Map([['d', layers.map((one) => ({ kind: 'update', patch: {}, before: {}, ...one }))]]),
      ],
    ]),
  )

describe('versions', () => {
  it('never goes back: a late response does not undo a newer event', () => {
    records.apply(happened('updated', 9, deal(3)))
    records.take('deals', [deal(2)], null)
    expect(records.get('deals', 'd')?.['name']).toBe('v3')
  })

  it('keeps fields once seen when a poorer view of the same version comes', () => {
    records.take('deals', [deal(2, { amount: '5.00' })], 4)
    records.take('deals', [deal(2, { company_id: 'c' })], 5)
    expect(records.get('deals', 'd')).toMatchObject({ amount: '5.00', company_id: 'c' })
  })
})

describe('tombstones', () => {
  it('ignores a vanished record in a snapshot that was read before it vanished', () => {
    records.take('deals', [deal(1)], 3)
    records.apply(happened('removed', 7, null))
    records.take('deals', [deal(1)], 6)
    expect(records.get('deals', 'd')).toBeUndefined()
  })

  it('takes it again from a snapshot read after, even with the same version (it came back into sight)', () => {
    records.apply(happened('removed', 7, null))
    records.take('deals', [deal(1)], 8)
    expect(records.get('deals', 'd')?.version).toBe(1)
  })

  it('takes what hangs on a record along', () => {
    records.take('comments', [{ id: 'c', version: 1, entity: 'deal', entity_id: 'd' }], 3)
    records.take('comments', [{ id: 'other', version: 1, entity: 'deal', entity_id: 'x' }], 3)
    records.apply(happened('removed', 7, null))
    expect(records.get('comments', 'c')).toBeUndefined()
    expect(records.get('comments', 'other')).toBeDefined()
  })
})

describe('pending changes', () => {
  it('lie over their fields only: others’ changes of other fields show through', () => {
    records.take('deals', [deal(1, { amount: '1.00' })], 1)
    over({ patch: { amount: '99.00' }, before: { amount: '1.00' } })
    records.apply(happened('updated', 2, deal(2, { name: 'Renamed by Ben', amount: '1.00' })))
    expect(records.get('deals', 'd')).toMatchObject({ name: 'Renamed by Ben', amount: '99.00' })
  })

  it('step back once the server’s row includes them, so that newer changes of others show', () => {
    records.take('deals', [deal(2, { amount: '99.00' })], null)
    over({ patch: { amount: '99.00' }, confirmedVersion: 2 })
    records.apply(happened('updated', 5, deal(3, { amount: '7.00' })))
    expect(records.get('deals', 'd')?.['amount']).toBe('7.00')
  })

  it('know what a custom field was before, one of ours and one in the log', () => {
    records.take('deals', [deal(1, { custom: { a: 1, b: 2 } })], 1)
    const event = happened('updated', 2, deal(2, { custom: { a: 5, b: 2 } }), { 'custom.a': 1 })
    expect(records.apply(event).before?.['custom']).toEqual({ a: 1, b: 2 })
    over({ patch: { custom: { b: 3 } }, before: { custom: { b: 2 } } })
    expect(records.pending('deals')[0]?.before?.['custom']).toEqual({ a: 5, b: 2 })
  })

  it('merge custom fields one by one', () => {
    records.take('deals', [deal(1, { custom: { a: 1, b: 2 } })], 1)
    over({ patch: { custom: { b: 3 } } })
    expect(records.get('deals', 'd')?.['custom']).toEqual({ a: 1, b: 3 })
  })

  it('keep an identical object while nothing changes, as React needs', () => {
    records.take('deals', [deal(1)], 1)
    over({ patch: { name: 'mine' } })
    expect(records.get('deals', 'd')).toBe(records.get('deals', 'd'))
  })

  it('say what they change, for boards', () => {
    records.take('deals', [deal(1, { stage_id: 'a' })], 1)
    over({ patch: { stage_id: 'b' }, before: { stage_id: 'a' } })
    expect(records.pending('deals')).toMatchObject([
      { id: 'd', before: { stage_id: 'a' }, after: { stage_id: 'b' } },
    ])
  })
})

describe('transitions', () => {
  it('rebuild the row as it was from the event, not from what this window happens to know', () => {
    const change = records.apply(
      happened('moved', 5, deal(4, { stage_id: 'b' }), { stage_id: 'a' }),
    )
    expect(change).toMatchObject({ before: { stage_id: 'a' }, after: { stage_id: 'b' } })
  })

  it('know that a created or restored record was not there before', () => {
    expect(records.apply(happened('created', 5, deal(1))).before).toBeNull()
    expect(records.apply(happened('restored', 6, deal(2), { deleted_at: 'x' })).before).toBeNull()
  })

  it('do not pretend that we saw before what was handed over, unless we know it from then', () => {
    const handed = () => records.apply(happened('updated', 5, deal(4), { owner_id: 'ben' })).before
    expect(handed()).toBeUndefined()
    // Read after the event: that does not tell either.
    expect(handed()).toBeUndefined()
    records = new Records()
    records.take('deals', [deal(3)], 4)
    expect(handed()).toMatchObject({ owner_id: 'ben' })
  })
})

it('tells listeners once per batch, of the record and of its type', () => {
  const [one, type] = [vi.fn(), vi.fn()]
  records.subscribe('deals', 'd', one)
  records.subscribe('deals', null, type)
  records.batch(() => {
    records.take('deals', [deal(1)], 1)
    records.take('deals', [deal(2)], 2)
  })
  expect(one).toHaveBeenCalledTimes(1)
  expect(type).toHaveBeenCalledTimes(1)
})
