import { QueryClient, type QueryKey } from '@tanstack/react-query'
import { ApiError, isTemporary } from '@/api/errors'
import { send } from '@/api/http'
import { factsOf, placeCard, type BoardState } from './board'
import { queryOf, type ListParams } from './filters'
import { place, type ListState } from './list'
import type { Records } from './records'
import { KEPT_KINDS, readIn } from './keptKinds'
import { reachable } from './reach'
import { isBulk, type LogEvent, type Row, type StreamEvent, type Transition } from './types'
import { typeOf } from './nouns'

type ListKey = readonly ['list', string, ListParams]
type BoardKey = readonly ['board', string, ListParams]

interface Page {
  data: Row[]
  pagination: { next_cursor: string | null; total: number; total_is_min?: boolean }
}

interface BoardAnswer {
  data: {
    pipeline: Row
    stages: {
      id: string
      name: string
      kind: string
      color: string | null
      count: number
      total: Record<string, string>
      next_cursor: string | null
      cards: Row[]
    }[]
  }
}

// How many past events are kept to bring a snapshot read a moment ago up to now.
const RING = 2_000

/**
 * What the screens have read: lists, boards and records, kept in TanStack Query's cache and moved
 * along by the log. A snapshot older than what we have heard is brought up by the events since.
 */
export class Snapshots {
  readonly client = new QueryClient({
    defaultOptions: {
      queries: {
        // Nothing goes stale by itself: the stream tells.
        staleTime: Infinity,
        gcTime: 5 * 60_000,
        networkMode: 'always',
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (count, error) => isTemporary(error) && !withoutNetwork() && count < 4,
        retryDelay: (count) => Math.min(4_000, 300 * 2 ** count),
      },
    },
  })
  #ring: LogEvent[] = []
  /** Events after this position are all in the ring. */
  #ringFrom: number | null = null
  readonly #stale = new Map<string, ReturnType<typeof setTimeout>>()

  constructor(
    private readonly records: Records,
    private readonly position: () => number | null,
    private readonly onSeq: (seq: number) => void,
  ) {
    // What was looked at stays, moved along by the log, as long as the page: it is there offline too.
    // How much of it is the keeper's to say.
    for (const kind of KEPT_KINDS) this.client.setQueryDefaults([kind], { gcTime: Infinity })
  }

  /** Read a list, as many pages as are shown already. */
  async readList(type: string, params: ListParams, signal?: AbortSignal): Promise<ListState> {
    const shown = this.client.getQueryData<ListState>(listKey(type, params))?.ids.length ?? 0
    let list = await this.#page(type, params, null, signal)
    while (list.nextCursor && list.ids.length < shown)
      list = await this.#page(type, params, list, signal)
    return this.#bringUp(list.seq, list, (state, event) => {
      if (typeOf(event.entity) !== type) return state
      const next = place(
        state,
        params,
        this.#transition(event),
        (id) => this.records.base(type, id),
        event.seq,
      )
      if (next !== 'refetch') return next
      this.#refetchSoon(listKey(type, params))
      return state
    })
  }

  /** Add the next page of a list to what is shown. */
  async readMore(type: string, params: ListParams): Promise<void> {
    const key = listKey(type, params)
    const list = this.client.getQueryData<ListState>(key)
    if (!list?.nextCursor) return
    const longer = await this.#page(type, params, list)
    // Events may have moved the list while the page was on its way.
    const now = this.client.getQueryData<ListState>(key)
    if (!now) return
    const ids = unique([...now.ids, ...longer.ids.slice(list.ids.length)])
    this.#put(key, { ...longer, ids, seq: now.seq })
  }

  /** Read a pipeline's board; `params` may filter and search. */
  async readBoard(
    pipelineId: string,
    params: ListParams,
    signal?: AbortSignal,
  ): Promise<BoardState> {
    const answer = await send<BoardAnswer>('GET', `/pipelines/${pipelineId}/board`, {
      query: queryOf(params),
      ...(signal ? { signal } : {}),
    })
    const seq = this.#seen(answer.seq)
    const { pipeline, stages } = answer.body.data
    this.records.batch(() => {
      this.records.take('pipelines', [pipeline], seq)
      for (const stage of stages) this.records.take('deals', stage.cards, seq)
    })
    const board: BoardState = {
      pipeline,
      params,
      seq,
      stages: stages.map(({ cards, next_cursor, ...stage }) => ({
        ...stage,
        nextCursor: next_cursor,
        cards: cards.flatMap((card) => factsOf(card, { pipeline, params }) ?? []),
      })),
    }
    return this.#bringUp(seq, board, (state, event) =>
      event.entity === 'deal' ? placeCard(state, this.#transition(event)) : state,
    )
  }

  /** Read the next cards of one stage. */
  async readMoreCards(pipelineId: string, params: ListParams, stageId: string): Promise<void> {
    const key = boardKey(pipelineId, params)
    const cursor = this.client
      .getQueryData<BoardState>(key)
      ?.stages.find((stage) => stage.id === stageId)?.nextCursor
    if (!cursor) return
    const { body, seq } = await send<Page>('GET', '/deals', {
      query: { ...queryOf(params), 'filter[stage_id]': stageId, sort: 'position', cursor },
    })
    this.records.take('deals', body.data, this.#seen(seq))
    const board = this.client.getQueryData<BoardState>(key)
    if (!board) return
    this.#put(key, {
      ...board,
      stages: board.stages.map((stage) => {
        if (stage.id !== stageId) return stage
        const known = new Set(stage.cards.map((card) => card.id))
        const more = body.data
          .filter((row) => !known.has(row.id))
          .flatMap((row) => factsOf(this.records.base('deals', row.id), board) ?? [])
          .filter((card) => card.stage_id === stageId)
        return {
          ...stage,
          cards: [...stage.cards, ...more],
          nextCursor: body.pagination.next_cursor,
        }
      }),
    })
  }

  /** Read one record into the store; null if it is not there (or not for us). */
  async readRecord(type: string, id: string, signal?: AbortSignal): Promise<true | null> {
    try {
      const answer = await send<{ data: Row }>('GET', `/${type}/${id}`, signal ? { signal } : {})
      this.records.take(type, [answer.body.data], this.#seen(answer.seq))
      return true
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return null
      throw error
    }
  }

  /** Move everything read along with new events. */
  apply(events: readonly StreamEvent[]): void {
    this.records.batch(() => {
      for (const event of events) {
        if (isBulk(event)) this.refetchType(typeOf(event.entity))
        else this.#applyOne(event)
      }
    })
  }

  /** Forget what was heard, and read everything on the screens again; what they do not show is forgotten too. */
  async reset(): Promise<void> {
    this.#ring = []
    this.#ringFrom = this.position()
    const cache = this.client.getQueryCache()
    this.client.removeQueries({ predicate: (query) => query.getObserversCount() === 0 })
    // A record that is here is not asked for: its query sleeps, and would sleep on.
    const asleep = cache
      .findAll({ queryKey: ['record'], predicate: ({ queryKey }) => !!queryKey[2] })
      .filter((query) => query.isDisabled())
    await Promise.allSettled([
      this.client.invalidateQueries(),
      ...asleep.map((query) => query.fetch()),
    ])
    this.records.keepOnly(reachable(this.records, readIn(this.client), 0))
  }

  /** Read again what could not be read, or is known to be old: the server is there again. */
  retry(): void {
    void this.client.refetchQueries({
      type: 'active',
      predicate: ({ state }) => state.isInvalidated || state.status === 'error',
    })
  }

  /** Read again what shows a type: lists of it, boards if it is on them, its records. */
  refetchType(type: string): void {
    const concerns = (key: readonly unknown[]) =>
      key[1] === type || (key[0] === 'board' && ['deals', 'stages', 'pipelines'].includes(type))
    void this.client.invalidateQueries({ predicate: ({ queryKey }) => concerns(queryKey) })
  }

  /** When nothing has been on its way for a moment; after `atMost` ms in any case. */
  async settled(atMost: number): Promise<void> {
    const until = Date.now() + atMost
    let quiet = 0
    while (quiet < 3 && Date.now() < until) {
      await new Promise((done) => setTimeout(done, 20))
      quiet = this.client.isFetching() === 0 ? quiet + 1 : 0
    }
  }

  stop(): void {
    this.#stale.forEach((timer) => clearTimeout(timer))
    this.client.clear()
  }

  #applyOne(event: LogEvent): void {
    if (this.#ringFrom === null) this.#ringFrom = event.seq - 1
    this.#ring.push(event)
    if (this.#ring.length > RING)
      this.#ringFrom = this.#ring.splice(0, RING / 2).at(-1)?.seq ?? this.#ringFrom
    const type = typeOf(event.entity)
    // A custom field was made, changed or removed: tables and forms are drawn anew.
    if (event.entity === 'field') void this.client.invalidateQueries({ queryKey: ['meta'] })
    const change = this.records.apply(event)
    for (const [key, list] of this.client.getQueriesData<ListState>({ queryKey: ['list', type] })) {
      if (!list) continue
      const next = place(
        list,
        key[2] as ListParams,
        change,
        (id) => this.records.base(type, id),
        event.seq,
      )
      if (next === 'refetch') this.#refetchSoon(key)
      else if (next !== list) this.#put(key, next)
    }
    if (type === 'deals') {
      for (const [key, board] of this.client.getQueriesData<BoardState>({ queryKey: ['board'] })) {
        if (!board || event.seq <= board.seq) continue
        const next = placeCard(board, change)
        if (next !== board) this.#put(key, next)
        if (board.params.search) this.#refetchSoon(key)
      }
    } else if (type === 'stages' || type === 'pipelines') {
      for (const [key] of this.client.getQueriesData({ queryKey: ['board'] }))
        this.#refetchSoon(key)
    }
  }

  /** Move a list or board on. One that is known to be old stays so. */
  #put(key: QueryKey, next: ListState | BoardState): void {
    const old = this.client.getQueryState(key)?.isInvalidated
    this.client.setQueryData(key, next)
    if (old) void this.client.invalidateQueries({ queryKey: key, exact: true, refetchType: 'none' })
  }

  /** Replay what was heard since a snapshot was read. */
  #bringUp<T>(seq: number, state: T, step: (state: T, event: LogEvent) => T): T {
    const position = this.position()
    if (position !== null && seq < position && (this.#ringFrom === null || seq < this.#ringFrom)) {
      throw new Outdated() // heard more than we remember: read it again
    }
    return this.#ring.filter((event) => event.seq > seq).reduce(step, state)
  }

  #transition(event: LogEvent): Transition {
    const gone = /\.(removed|deleted)$/.test(event.type)
    const row = event.data
      ? { ...event.data, id: event.entity_id, version: event.version }
      : undefined
    if (gone)
      return { id: event.entity_id, before: row && { ...row, ...event.before }, after: null }
    const arrives = /\.(created|restored)$/.test(event.type)
    return {
      id: event.entity_id,
      before: arrives ? null : row && { ...row, ...event.before },
      after: row ?? this.records.base(typeOf(event.entity), event.entity_id) ?? null,
    }
  }

  async #page(
    type: string,
    params: ListParams,
    soFar: ListState | null,
    signal?: AbortSignal,
  ): Promise<ListState> {
    const { body, seq: read } = await send<Page>('GET', `/${type}`, {
      query: { ...queryOf(params), ...(soFar?.nextCursor ? { cursor: soFar.nextCursor } : {}) },
      ...(signal ? { signal } : {}),
    })
    const seq = this.#seen(read)
    this.records.take(type, body.data, seq)
    return {
      ids: unique([...(soFar?.ids ?? []), ...body.data.map((row) => row.id)]),
      total: body.pagination.total,
      totalIsMin: body.pagination.total_is_min ?? false,
      nextCursor: body.pagination.next_cursor,
      seq: soFar?.seq ?? seq,
      totalSeq: seq,
    }
  }

  #seen(seq: number | null): number {
    if (seq !== null) this.onSeq(seq)
    return seq ?? this.position() ?? 0
  }

  /** Read a snapshot again in a moment: once for many events. */
  #refetchSoon(queryKey: readonly unknown[]): void {
    const name = JSON.stringify(queryKey)
    if (this.#stale.has(name)) return
    void this.client.invalidateQueries({ queryKey, exact: true, refetchType: 'none' })
    this.#stale.set(
      name,
      setTimeout(() => {
        this.#stale.delete(name)
        // What no screen shows is read again when one does.
        void this.client.refetchQueries({ queryKey, exact: true, type: 'active' })
      }, 400),
    )
  }
}

/** A snapshot was read before what the ring remembers; the query retries at once. */
class Outdated extends ApiError {
  constructor() {
    super(503, 'outdated_snapshot', 'The list changed while it was read.')
  }
}

export const listKey = (type: string, params: ListParams): ListKey => ['list', type, params]
export const boardKey = (pipelineId: string, params: ListParams): BoardKey => [
  'board',
  pipelineId,
  params,
]

/** The browser itself says that there is none: no need to try again soon. */
const withoutNetwork = () => typeof navigator !== 'undefined' && navigator.onLine === false

function unique(ids: string[]): string[] {
  return [...new Set(ids)]
}
