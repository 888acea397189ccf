import type { QueryKey } from '@tanstack/react-query'
import { factsOf, placeCard, stageOf, standCard, withCards, type BoardState } from './board'
import { figuresOf } from './figures'
import type { ListParams } from './filters'
import { Heard, transitionOf } from './heard'
import { DESCRIPTIONS, readIn } from './keptKinds'
import { Links } from './links'
import { place, type ListState } from './list'
import { typeOf } from './nouns'
import { boardKey, listKey, queryClient } from './queries'
import { reachable } from './reach'
import { Reading, unique } from './reading'
import type { Records } from './records'
import { isBulk, type LogEvent, type StreamEvent, type Transition } from './types'

/**
 * What the screens have read: lists, boards and records, kept in TanStack Query's cache and moved
 * along by the log. A snapshot older than what we have heard is brought up by the events since.
 */
export class Snapshots {
  readonly client = queryClient()
  readonly links: Links
  readonly #heard: Heard
  readonly #reading: Reading
  readonly #stale = new Map<string, ReturnType<typeof setTimeout>>()

  constructor(
    private readonly records: Records,
    private readonly position: () => number | null,
    private readonly onSeq: (seq: number) => void,
  ) {
    this.#heard = new Heard(position)
    this.links = new Links(records, (seq) => this.#seen(seq))
    this.#reading = new Reading(records, (seq) => this.#seen(seq))
  }

  /** Read a list, as many pages as are shown already. */
  async readList(type: string, params: ListParams, signal?: AbortSignal): Promise<ListState> {
    const key = listKey(type, params)
    const shown = () => this.client.getQueryData<ListState>(key)?.ids.length ?? 0
    let list = await this.#reading.page(type, params, null, signal)
    while (list.nextCursor && list.ids.length < shown())
      list = await this.#reading.page(type, params, list, signal)
    return this.#upToNow(list, list.seq, type, params)
  }

  /** Add the next page of a list to what is shown. */
  async readMore(type: string, params: ListParams): Promise<void> {
    const key = listKey(type, params)
    const list = this.client.getQueryData<ListState>(key)
    if (!list?.nextCursor) return
    const longer = await this.#reading.page(type, params, list)
    const now = this.client.getQueryData<ListState>(key)
    // Read anew while the page was on its way: it goes on elsewhere.
    if (now?.nextCursor !== list.nextCursor) return this.readMore(type, params)
    const ids = unique([...now.ids, ...longer.ids.slice(list.ids.length)])
    const [read, at] = [longer.totalSeq, this.position() ?? 0]
    const total = read > at ? longer.total : now.total
    const joined = { ...longer, ids, total, seq: now.seq, totalSeq: Math.max(read, at) }
    this.#put(key, this.#upToNow(joined, read, type, params))
  }

  /** Read a pipeline's board, of each stage as many cards as are shown already; `params` may filter and search. */
  async readBoard(
    pipelineId: string,
    params: ListParams,
    signal?: AbortSignal,
  ): Promise<BoardState> {
    const key = boardKey(pipelineId, params)
    const shown = (id: string) =>
      stageOf(this.client.getQueryData<BoardState>(key), id)?.cards.length ?? 0
    let board = await this.#reading.board(pipelineId, params, signal)
    for (const { id } of board.stages) {
      let stage = stageOf(board, id)
      while (stage?.nextCursor && stage.cards.length < shown(id)) {
        const page = await this.#reading.cards(board, id, stage.nextCursor, signal)
        board = withCards(board, id, page)
        stage = stageOf(board, id)
      }
    }
    return this.#heard.bringUp(board.seq, board, (state, event) => {
      if (event.entity !== 'deal') return state
      const next = placeCard(state, this.#transition(event), event.seq)
      if (next !== 'refetch') return next
      this.#refetchSoon(key)
      return state
    })
  }

  /** Read the next cards of one stage. */
  async readMoreCards(pipelineId: string, params: ListParams, stageId: string): Promise<void> {
    const key = boardKey(pipelineId, params)
    const shown = this.client.getQueryData<BoardState>(key)
    const cursor = stageOf(shown, stageId)?.nextCursor
    if (!shown || !cursor) return
    const page = await this.#reading.cards(shown, stageId, cursor)
    const board = this.client.getQueryData<BoardState>(key)
    // Read anew while the page was on its way: the stage goes on elsewhere.
    if (!board || stageOf(board, stageId)?.nextCursor !== cursor)
      return this.readMoreCards(pipelineId, params, stageId)
    const joined = withCards(board, stageId, page)
    // What was heard is counted already; the page's cards are still to be moved by it.
    const next = this.#heard.bringUp(page.seq, joined, (state, event) =>
      event.entity === 'deal'
        ? standCard(state, event.entity_id, factsOf(this.#transition(event).after, state))
        : state,
    )
    this.#put(key, next)
  }

  /** Read one record into the store; null if it is not there (or not for us). */
  readRecord(type: string, id: string, signal?: AbortSignal): Promise<true | null> {
    return this.#reading.record(type, id, signal)
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
    this.#heard.reset()
    this.links.reset()
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

  /** Forget every record, and every figure about them: what we may see has changed. To be read anew by `reset`. */
  clear(): void {
    this.records.clear()
    const told = this.client
      .getQueryCache()
      .findAll({ predicate: ({ queryKey }) => !DESCRIPTIONS.includes(String(queryKey[0])) })
    for (const query of told) query.reset()
  }

  /** Read again what could not be read, or is known to be old: the server is there again. */
  retry(): void {
    void this.client.refetchQueries({
      type: 'active',
      predicate: ({ state }) => state.isInvalidated || state.status === 'error',
    })
  }

  /** Read again what shows a type: lists of it, boards if it is on them, its records wherever they are. */
  refetchType(type: string): void {
    const concerns = (key: readonly unknown[]) =>
      key[1] === type || (key[0] === 'board' && ['deals', 'stages', 'pipelines'].includes(type))
    void this.client.invalidateQueries({ predicate: ({ queryKey }) => concerns(queryKey) })
    this.links.doubt(type)
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
    this.#heard.add(event)
    const type = typeOf(event.entity)
    // A custom field was made, changed or removed: tables and forms are drawn anew.
    if (event.entity === 'field') void this.client.invalidateQueries({ queryKey: ['meta'] })
    const change = this.records.apply(event)
    const row = (id: string) => this.records.base(type, id)
    const figures = figuresOf(this.client, type)
    for (const [key, list] of this.client.getQueriesData<ListState>({ queryKey: ['list', type] })) {
      if (!list) continue
      const next = place(list, type, key[2] as ListParams, change, row, event.seq, figures)
      if (next === 'refetch') this.#refetchSoon(key)
      else if (next !== list) this.#put(key, next)
    }
    if (type === 'deals') {
      for (const [key, board] of this.client.getQueriesData<BoardState>({ queryKey: ['board'] })) {
        if (!board || event.seq <= board.seq) continue
        const next = placeCard(board, change, event.seq)
        if (next === 'refetch' || board.params.search) this.#refetchSoon(key)
        if (next !== 'refetch' && next !== board) this.#put(key, next)
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

  /** A list whose rows were read at `seq`, with what was heard since. */
  #upToNow(list: ListState, seq: number, type: string, params: ListParams): ListState {
    const figures = figuresOf(this.client, type)
    return this.#heard.bringUp(seq, list, (state, event) => {
      if (typeOf(event.entity) !== type) return state
      const row = (id: string) => this.records.base(type, id)
      const next = place(state, type, params, this.#transition(event), row, event.seq, figures)
      if (next !== 'refetch') return next
      this.#refetchSoon(listKey(type, params))
      return state
    })
  }

  #transition(event: LogEvent): Transition {
    return transitionOf(event, this.records.base(typeOf(event.entity), event.entity_id))
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
