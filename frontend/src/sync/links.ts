import { send } from '@/api/http'
import type { Records } from './records'
import type { Row } from './types'

const WAIT_MS = 8
const AT_ONCE = 200

/** Reads single records that screens point to, many in one request: a board's 100 companies are one read. */
export class Links {
  readonly #wanted = new Map<string, Set<string>>()
  /** On their way, or not there when asked for: those are not asked for again until a reset. */
  readonly #asked = new Set<string>()
  /** Here, but events have not told all that became of them. */
  readonly #old = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly records: Records,
    private readonly onSeq: (seq: number) => void,
  ) {}

  /** Have a record read soon, unless it is here as it is now, or was not found. */
  want(type: string, id: string): void {
    const name = `${type}/${id}`
    if (this.#asked.has(name)) return
    if (this.records.base(type, id) && !this.#old.has(name)) return
    this.#old.delete(name)
    this.#asked.add(name)
    let ids = this.#wanted.get(type)
    if (!ids) this.#wanted.set(type, (ids = new Set()))
    ids.add(id)
    this.#timer ??= setTimeout(() => this.#read(), WAIT_MS)
  }

  /** More has happened to a type than events told: what is on the screens is read again, the rest when it is wanted. */
  doubt(type: string): void {
    for (const name of this.#asked) if (name.startsWith(`${type}/`)) this.#asked.delete(name)
    for (const { id } of this.records.basesOf(type)) this.#old.add(`${type}/${id}`)
    for (const id of this.records.watched(type)) this.want(type, id)
  }

  /** Ask anew for what was not found: what we may see has changed. */
  reset(): void {
    this.#asked.clear()
    this.#old.clear()
  }

  #read(): void {
    this.#timer = undefined
    for (const [type, ids] of this.#wanted) {
      const all = [...ids]
      for (let i = 0; i < all.length; i += AT_ONCE)
        void this.#readSome(type, all.slice(i, i + AT_ONCE))
    }
    this.#wanted.clear()
  }

  async #readSome(type: string, ids: string[]): Promise<void> {
    const before = new Map(ids.map((id) => [id, this.records.base(type, id)]))
    try {
      const { body, seq } = await send<{ data: Row[] }>('GET', `/${type}`, {
        query: { 'filter[id][in]': ids.join(','), limit: AT_ONCE },
      })
      if (seq !== null) this.onSeq(seq)
      this.records.take(type, body.data, seq)
      for (const { id } of body.data) {
        // It may be forgotten and wanted again.
        this.#asked.delete(`${type}/${id}`)
        before.delete(id)
      }
      for (const [id, row] of before)
        // What the log has told of meanwhile is newer than this answer.
        if (row && seq !== null && this.records.base(type, id) === row)
          this.records.vanish(type, id, seq)
    } catch {
      for (const [id, row] of before) {
        this.#asked.delete(`${type}/${id}`)
        if (row) this.#old.add(`${type}/${id}`)
      }
    }
  }
}
