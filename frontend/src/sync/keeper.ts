import { hashKey, type QueryClient } from '@tanstack/react-query'
import {
  holdMirror,
  isHeld,
  type KeptPage,
  type KeptQuery,
  type KeptStore,
  type Mirror,
} from './kept'
import { complete, isKept, isMoved, movedTo, readIn, TOLD } from './keptKinds'
import { KEPT_FOR_MS } from './keptMe'
import { reachable } from './reach'
import type { Records } from './records'
import type { Row } from './types'

export interface KeeperWorld {
  store: KeptStore
  records: Records
  client: QueryClient
  scope: string
  /** What this page's mirror is called. */
  page: string
  /** What we may see: only a mirror made with the same is shown. */
  access: () => string
  /** The log position that everything read stands at; null: nothing is read yet. */
  position: () => number | null
  /** When that was the newest, in ms since 1970. */
  asOf: () => number
}

const EVERY_MS = 1_500
// The position goes on with every frame; how far, need not be known to the second.
const BEAT_MS = 15_000
// A disk that is slower than this is not worth waiting for.
const PATIENCE_MS = 1_500
const MOST_QUERIES = 150
const MOST_ROWS = 20_000
// A mirror of a window that crashed long before another would make us hear all of that again.
const MOST_BEHIND = 2_000

/**
 * Keeps what this window has read on this device, so that it is there without a network.
 *
 * What is on disk is what was in memory at one moment, with the log position of that moment: each
 * write is one transaction of what changed and the position. So a later page may go on from there.
 */
export class Keeper {
  readonly #rows = new Set<string>()
  readonly #queries = new Set<string>()
  /** In the order they were last looked at. */
  readonly #seen = new Set<string>()
  #without: string[] = []
  #kept = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #beat: ReturnType<typeof setInterval> | undefined
  #stops: (() => void)[] = []
  #following = false
  #stopped = false

  constructor(private readonly world: KeeperWorld) {}

  /** Put what was kept into memory; the position it stands at and when that was, or null if there is nothing. */
  async restore(): Promise<{ seq: number; at: number } | null> {
    const late = new Promise<never[]>((done) => setTimeout(() => done([]), PATIENCE_MS))
    const mirrors = await Promise.race([this.world.store.load(this.world.scope), late])
    const usable = this.#usable(mirrors)
    const newest = usable.at(-1)
    // Not with the next write: what may not be seen is gone now.
    const unusable = mirrors.filter((mirror) => !usable.includes(mirror))
    void this.world.store.remove(unusable.map(({ page }) => page.id)).catch(() => undefined)
    this.#without = await ofTheGone(usable)
    if (!newest || this.#stopped) return null
    this.#show(usable)
    return {
      seq: Math.min(...usable.map(({ page }) => page.seq)),
      at: newest.page.at,
    }
  }

  /** Keep what is read from now on, and what is there. */
  follow(): void {
    const { records, client } = this.world
    this.#following = true
    this.#everything()
    const flush = () => this.flush()
    addEventListener('pagehide', flush)
    document.addEventListener('visibilitychange', flush)
    this.#beat = setInterval(flush, BEAT_MS)
    this.#stops = [
      holdMirror(this.world.page),
      records.watch((names) => {
        for (const name of names) if (name.includes('/')) this.#rows.add(name)
        this.#soon()
      }),
      client.getQueryCache().subscribe(({ type, query }) => {
        if (!isKept(query)) return
        if (type === 'observerAdded' || type === 'observerRemoved') {
          this.#seen.delete(query.queryHash)
          this.#seen.add(query.queryHash)
        } else if (type === 'updated' || type === 'removed') {
          this.#queries.add(query.queryHash)
          this.#soon()
        }
      }),
      () => removeEventListener('pagehide', flush),
      () => document.removeEventListener('visibilitychange', flush),
    ]
  }

  /** Write what has changed, now: the page may go. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const seq = this.world.position()
    if (seq === null || !this.#following) return
    this.#prune()
    const page: KeptPage = {
      id: this.world.page,
      scope: this.world.scope,
      access: this.world.access(),
      seq,
      at: this.world.asOf(),
    }
    const rows = new Map<string, Row | null>()
    for (const name of this.#rows) {
      const cut = name.lastIndexOf('/')
      rows.set(name, this.world.records.base(name.slice(0, cut), name.slice(cut + 1)) ?? null)
    }
    const queries = new Map([...this.#queries].map((hash) => [hash, this.#query(hash)]))
    const without = this.#without
    this.#rows.clear()
    this.#queries.clear()
    this.#without = []
    this.#kept += rows.size
    void this.world.store.write({ page, rows, queries, without }).catch(() => {
      // No room, or no storage: half a mirror is worse than none.
      this.stop()
      void this.world.store.forget(this.world.scope).catch(() => undefined)
    })
  }

  /** What we may see has changed: nothing read before stays on this device. */
  async forget(): Promise<void> {
    this.#without = []
    await this.world.store.forget(this.world.scope).catch(() => undefined)
    if (this.#following) this.#everything()
  }

  /** Write nothing more. */
  stop(): void {
    this.#stopped = true
    this.#following = false
    clearTimeout(this.#timer)
    clearInterval(this.#beat)
    for (const stop of this.#stops) stop()
    this.#stops = []
  }

  #usable(mirrors: readonly Mirror[]): Mirror[] {
    const access = this.world.access()
    const fresh = mirrors
      .filter(({ page }) => page.access === access && page.at > Date.now() - KEPT_FOR_MS)
      .sort((a, b) => a.page.seq - b.page.seq)
    const head = fresh.at(-1)?.page.seq ?? 0
    return fresh.filter(({ page }) => head - page.seq <= MOST_BEHIND)
  }

  /** Later mirrors are newer: theirs is what stays where two have the same. */
  #show(mirrors: readonly Mirror[]): void {
    const { records, client } = this.world
    const read = new Map<string, KeptQuery & { seq: number }>()
    const rows = new Map<string, { type: string; row: Row }>()
    for (const mirror of mirrors) {
      for (const kept of mirror.rows) {
        const name = `${kept.type}/${kept.row.id}`
        if ((rows.get(name)?.row.version ?? 0) <= kept.row.version) rows.set(name, kept)
      }
      for (const query of mirror.queries)
        read.set(hashKey(query.key), { ...query, seq: mirror.page.seq })
    }
    records.batch(() => {
      for (const { type, row } of rows.values()) {
        records.take(type, [row], null)
        if (!TOLD.includes(type)) records.doubt(type, row.id)
      }
      const shown = reachable(
        records,
        [...read.values()].map(({ key, data }) => [key, data] as const),
      )
      records.keepOnly(shown)
      for (const { key, data, at, stale, seq } of read.values()) {
        client.setQueryData(key, movedTo(seq, key, data), { updatedAt: at })
        if (stale || !isMoved(key) || !complete(records, key, data))
          void client.invalidateQueries({ queryKey: key, exact: true, refetchType: 'none' })
      }
    })
  }

  #query(hash: string): KeptQuery | null {
    const query = this.world.client.getQueryCache().get(hash)
    if (!query || !isKept(query)) return null
    const { data, dataUpdatedAt, isInvalidated, status } = query.state
    if (data === undefined || data === null) return null
    const stale = isInvalidated || status !== 'success'
    return { key: query.queryKey, data, at: dataUpdatedAt, stale }
  }

  /** What was looked at long ago goes, so that neither memory nor disk grow for ever. */
  #prune(): void {
    const { client, records } = this.world
    const cache = client.getQueryCache()
    const kept = cache.findAll({ predicate: isKept })
    let over = kept.length - MOST_QUERIES
    const age = [...this.#seen]
    const idle = kept
      .filter((query) => query.getObserversCount() === 0)
      .sort((a, b) => age.indexOf(a.queryHash) - age.indexOf(b.queryHash))
    for (const query of idle) if (over-- > 0) cache.remove(query)
    if (this.#kept + this.#rows.size <= MOST_ROWS) return
    records.keepOnly(reachable(records, readIn(client)))
    this.#everything()
  }

  /** Write the mirror anew with the next write. */
  #everything(): void {
    const { records, client, page } = this.world
    this.#kept = 0
    this.#rows.clear()
    this.#without = [...this.#without, page]
    for (const [type, row] of records.bases()) this.#rows.add(`${type}/${row.id}`)
    for (const query of client.getQueryCache().findAll({ predicate: isKept }))
      this.#queries.add(query.queryHash)
    this.#soon()
  }

  #soon(): void {
    if (this.#following) this.#timer ??= setTimeout(() => this.flush(), EVERY_MS)
  }
}

/** The mirrors that nobody writes any more: ours replaces them. */
async function ofTheGone(mirrors: readonly Mirror[]): Promise<string[]> {
  const ids = mirrors.map(({ page }) => page.id)
  const held = await Promise.all(ids.map(isHeld))
  return ids.filter((_, i) => !held[i])
}
