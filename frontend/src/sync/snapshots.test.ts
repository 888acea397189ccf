import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Records } from './records'
import { boardKey, listKey } from './queries'
import { Snapshots } from './snapshots'
import type { LogEvent, Row } from './types'

let records: Records
let snapshots: Snapshots
let position: number | null
let answers: (() => { body: unknown; seq: number })[]
let asked: string[]

beforeEach(() => {
  records = new Records()
  position = null
  answers = []
  asked = []
  snapshots = new Snapshots(
    records,
    () => position,
    (seq) => (position ??= seq),
  )
  vi.stubGlobal('fetch', (request: Request) => {
    asked.push(new URL(request.url).pathname + new URL(request.url).search)
    const next = answers.shift()
    if (!next) return Promise.reject(new TypeError('no answer prepared'))
    const { body, seq } = next()
    return Promise.resolve(
      new Response(JSON.stringify(body), { headers: { 'X-Log-Seq': String(seq) } }),
    )
  })
})
afterEach(() => {
  snapshots.stop()
  vi.unstubAllGlobals()
})

const contact = (id: string, name: string, version = 1): Row => ({ id, version, name })
const page =
  (rows: Row[], seq: number, next: string | null = null, total = rows.length) =>
  () => ({
    body: { data: rows, pagination: { next_cursor: next, total, total_is_min: false } },
    seq,
  })
const event = (
  seq: number,
  verb: string,
  row: Row,
  before: object = {},
  entity = 'contact',
): LogEvent =>
  ({
    seq,
    id: '',
    type: `${entity}.${verb}`,
    entity,
    entity_id: row.id,
    version: row.version,
    data: row,
    before,
    changed: [],
  }) as unknown as LogEvent
function hear(...events: LogEvent[]): void {
  position = events.at(-1)?.seq ?? position
  snapshots.apply(events)
}
const params = { sort: 'name' }
const read = () =>
  snapshots.client.fetchQuery({
    queryKey: listKey('contacts', params),
    queryFn: () => snapshots.readList('contacts', params),
    retryDelay: 1,
  })
const ids = () =>
  snapshots.client.getQueryData<{ ids: string[]; total: number }>(listKey('contacts', params))

describe('snapshots and the stream', () => {
  it('start where the first snapshot was read', async () => {
    answers = [page([contact('a', 'Ann')], 7)]
    await read()
    expect(position).toBe(7)
  })

  it('put what appears live into lists already read', async () => {
    answers = [page([contact('a', 'Ann'), contact('c', 'Cid')], 7)]
    await read()
    hear(event(8, 'created', contact('b', 'Bea')))
    expect(ids()).toMatchObject({ ids: ['a', 'b', 'c'], total: 3 })
  })

  it('bring a snapshot up to what was heard while it was on its way', async () => {
    answers = [page([contact('a', 'Ann')], 7)]
    await read()
    answers = [
      () => {
        hear(event(8, 'created', contact('b', 'Bea')), event(9, 'deleted', contact('a', 'Ann', 2)))
        return page([contact('a', 'Ann')], 7)()
      },
    ]
    await snapshots.client.fetchQuery({
      queryKey: listKey('contacts', params),
      queryFn: () => snapshots.readList('contacts', params),
      staleTime: 0,
    })
    expect(ids()).toMatchObject({ ids: ['b'], total: 1 })
  })

  it('do not count again what a newer snapshot already holds', async () => {
    answers = [page([contact('a', 'Ann'), contact('b', 'Bea')], 8)]
    position = 7
    await read()
    hear(event(8, 'created', contact('b', 'Bea')))
    expect(ids()).toMatchObject({ ids: ['a', 'b'], total: 2 })
  })

  it('are read again when they are older than what is remembered', async () => {
    position = 50 // and nothing heard that could bring it up
    answers = [
      page([contact('a', 'Ann')], 40),
      page([contact('a', 'Ann'), contact('b', 'Bea')], 50),
    ]
    await read()
    expect(asked).toHaveLength(2)
    expect(ids()?.ids).toEqual(['a', 'b'])
  })

  it('grow page by page, by cursor', async () => {
    answers = [page([contact('a', 'Ann')], 7, 'next', 2), page([contact('b', 'Bea')], 7, null, 2)]
    await read()
    await snapshots.readMore('contacts', params)
    expect(asked[1]).toContain('cursor=next')
    expect(ids()).toMatchObject({ ids: ['a', 'b'], total: 2 })
  })

  it('move a board’s cards, counts and totals', async () => {
    const deal = (id: string, stage: string, position_: string, version = 1): Row => ({
      id,
      version,
      pipeline_id: 'p',
      stage_id: stage,
      position: position_,
      amount: '5.00',
      currency: 'EUR',
    })
    const stage = (id: string, cards: Row[]) => ({
      id,
      name: id,
      kind: 'open',
      color: null,
      count: cards.length,
      total: { EUR: `${cards.length * 5}.00` },
      next_cursor: null,
      cards,
    })
    answers = [
      () => ({
        body: {
          data: {
            pipeline: { id: 'p', version: 1 },
            stages: [stage('s', [deal('d', 's', 'B')]), stage('t', [])],
          },
        },
        seq: 3,
      }),
    ]
    await snapshots.client.fetchQuery({
      queryKey: boardKey('p', {}),
      queryFn: () => snapshots.readBoard('p', {}),
    })
    hear(event(4, 'moved', deal('d', 't', 'C', 2), { stage_id: 's', position: 'B' }, 'deal'))
    const board = snapshots.client.getQueryData<{
      stages: { count: number; total: object; cards: unknown[] }[]
    }>(boardKey('p', {}))
    expect(board?.stages).toMatchObject([
      { count: 0, total: {}, cards: [] },
      { count: 1, total: { EUR: '5.00' }, cards: [{ id: 'd' }] },
    ])
  })
})
