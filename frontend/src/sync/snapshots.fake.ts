import { vi } from 'vitest'
import type { BoardState } from './board'
import type { ListState } from './list'
import { boardKey, listKey } from './queries'
import { Records } from './records'
import { Snapshots } from './snapshots'
import type { LogEvent, Row, StreamEvent } from './types'

interface Answer {
  body: unknown
  seq: number
  status?: number
}

/** What one window has read, of a server that gives the answers a test has prepared, in order. */
export class FakeReads {
  position: number | null = null
  answers: (() => Answer | Promise<Answer>)[] = []
  readonly asked: string[] = []
  readonly records = new Records()
  readonly snapshots = new Snapshots(
    this.records,
    () => this.position,
    (seq) => (this.position ??= seq),
  )

  constructor() {
    vi.stubGlobal('fetch', async (request: Request) => {
      this.asked.push(new URL(request.url).pathname + new URL(request.url).search)
      const next = this.answers.shift()
      if (!next) throw new TypeError('no answer prepared')
      const { body, seq, status = 200 } = await next()
      const headers = { 'X-Log-Seq': String(seq) }
      return new Response(JSON.stringify(body), { status, headers })
    })
  }

  stop(): void {
    this.snapshots.stop()
    vi.unstubAllGlobals()
  }

  hear(...events: StreamEvent[]): void {
    const last = events.at(-1)
    if (last) this.position = 'seq' in last ? last.seq : last.to
    this.snapshots.apply(events)
  }

  async readContacts(): Promise<ListState> {
    return this.snapshots.client.fetchQuery({
      queryKey: listKey('contacts', byName),
      queryFn: () => this.snapshots.readList('contacts', byName),
      staleTime: 0,
      retryDelay: 1,
    })
  }

  contacts(): ListState | undefined {
    return this.snapshots.client.getQueryData(listKey('contacts', byName))
  }

  async readBoard(): Promise<BoardState> {
    return this.snapshots.client.fetchQuery({
      queryKey: boardKey('p', {}),
      queryFn: () => this.snapshots.readBoard('p', {}),
      staleTime: 0,
    })
  }

  /** Each stage of the board: its cards' ids, count and total in EUR. */
  board(): [string, number, string | undefined][] | undefined {
    const board = this.snapshots.client.getQueryData<BoardState>(boardKey('p', {}))
    return board?.stages.map(({ cards, count, total }) => [
      cards.map(({ id }) => id).join(' '),
      count,
      total['EUR'],
    ])
  }

  /** Whether the board is known to be old, and will be read again. */
  boardIsOld(): boolean {
    return this.snapshots.client.getQueryState(boardKey('p', {}))?.isInvalidated ?? false
  }
}

/** The parameters that contacts are read with. */
export const byName = { sort: 'name' }

export const contact = (id: string, name: string, version = 1): Row => ({ id, version, name })

/** A deal of 5 EUR on the board "p". */
export const deal = (id: string, stage_id: string, position: string, version = 1): Row => ({
  id,
  version,
  pipeline_id: 'p',
  stage_id,
  position,
  amount: '5.00',
  currency: 'EUR',
})

/** A stage of the board as the server gives it: of `count` deals, those in `cards`. */
export const stage = (
  id: string,
  cards: Row[],
  next_cursor: string | null = null,
  count = cards.length,
): object => {
  const total = count ? { EUR: `${count * 5}.00` } : {}
  return { id, name: id, kind: 'open', color: null, count, total, next_cursor, cards }
}

export const boardOf = (seq: number, ...stages: object[]) => {
  return () => ({ body: { data: { pipeline: { id: 'p', version: 1 }, stages } }, seq })
}

export const page = (
  rows: Row[],
  seq: number,
  next_cursor: string | null = null,
  total = rows.length,
) => {
  return () => ({
    body: { data: rows, pagination: { next_cursor, total, total_is_min: false } },
    seq,
  })
}

/** An event of the log. */
export const event = (
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
    data: verb === 'removed' ? null : row,
    before,
    changed: Object.keys(before),
  }) as unknown as LogEvent
