import { send } from '@/api/http'
import type { Records } from './records'
import type { Row } from './types'

const WAIT_MS = 8
const AT_ONCE = 200

/** Reads single records that screens point to, many in one request: a board's 100 companies are one read. */
export class Links {
  readonly #wanted = new Map<string, Set<string>>()
  /** Asked for before: what was not there then is not asked for again until a reset. */
  readonly #asked = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly records: Records,
    private readonly onSeq: (seq: number) => void,
  ) {}

  /** Have a record read soon, unless it is here or was not found. */
  want(type: string, id: string): void {
    const name = `${type}/${id}`
    if (this.#asked.has(name) || this.records.base(type, id)) return
    this.#asked.add(name)
    let ids = this.#wanted.get(type)
    if (!ids) this.#wanted.set(type, (ids = new Set()))
    ids.add(id)
    this.#timer ??= setTimeout(() => this.#read(), WAIT_MS)
  }

  /** Ask anew for what was not found: what we may see has changed. */
  reset(): void {
    this.#asked.clear()
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
    try {
      const { body, seq } = await send<{ data: Row[] }>('GET', `/${type}`, {
        query: { 'filter[id][in]': ids.join(','), limit: AT_ONCE },
      })
      if (seq !== null) this.onSeq(seq)
      this.records.take(type, body.data, seq)
    } catch {
      ids.forEach((id) => this.#asked.delete(`${type}/${id}`))
    }
  }
}
