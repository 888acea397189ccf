import { lastEdit, type LogEvent, type Operation } from '@/sync'

/** A write of this window, from when it is made until it is answered and the log has told of it. */
interface Write {
  id: string
  recordId: string
  /** When it was made, in ms since 1970; of several edits that wait as one, the last. */
  at: number
  /** The log has told of it, perhaps before the answer came. */
  heard: boolean
  /** When it left the queue, in ms since 1970. */
  left?: number
}

const BULK = 'bulk-jobs'
// What has no event by then (nothing was different) will have none.
const EVENT_MS = 3_000

/** This window's writes that the log has not told of yet: what a key press may have to wait for. */
export class Writes {
  #writes: Write[] = []
  #newest = 0

  /** What the log has not told of; what undoes is no news of its own. Returns whether something new was made. */
  queued(unheard: readonly Operation[], now = Date.now()): boolean {
    const waiting = new Set(unheard.map(({ id }) => id))
    const joined = new Set(unheard.flatMap(({ edits = [] }) => edits.map(({ id }) => id)))
    this.#writes = this.#writes.filter(
      ({ id, heard }) => waiting.has(id) || !(heard || joined.has(id)),
    )
    for (const write of this.#writes) if (!waiting.has(write.id)) write.left ??= now
    for (const operation of unheard)
      if (!operation.path.startsWith('/events/')) this.#note(operation)
    const newest = Math.max(this.#newest, ...this.#writes.map(({ at }) => at))
    const isNews = newest > this.#newest
    this.#newest = newest
    return isNews
  }

  #note(operation: Operation): void {
    const { id, type } = operation
    const recordId = type === BULK ? BULK : operation.recordId
    const { at } = lastEdit(operation)
    const known = this.#writes.find((one) => one.id === id)
    if (known) known.at = at
    else this.#writes.push({ id, recordId, at, heard: false })
  }

  /** An event of ours has come; returns the write it tells of: of one record they come in order. */
  heard(event: LogEvent): string | undefined {
    const recordId = toldOf(event)
    const write = this.#writes.find((one) => one.recordId === recordId && !one.heard)
    if (!write) return undefined
    write.heard = true
    if (write.left !== undefined) this.forget(write.id)
    return write.id
  }

  /** Nothing will come of it: refused, or taken back before it was sent. */
  forget(id: string): void {
    this.#writes = this.#writes.filter((one) => one.id !== id)
  }

  /** The newest that is still to be heard of, except those in `but`. */
  newest(but: ReadonlySet<string>, now = Date.now()): string | undefined {
    this.#writes = this.#writes.filter(({ left }) => now - (left ?? now) < EVENT_MS)
    const open = this.#writes.filter(({ id, heard }) => !heard && !but.has(id))
    return open.reduce<Write | undefined>((a, b) => (a && a.at > b.at ? a : b), undefined)?.id
  }
}

/** What the write was made to that an event tells of. A bulk change's id is the server's: they meet in order. */
function toldOf({ entity, entity_id, type, undoes, data }: LogEvent): string | undefined {
  if (undoes !== undefined) return undefined
  if (entity !== 'bulk_job') return entity_id
  return type === 'bulk_job.created' && !data?.['undoes'] ? BULK : undefined
}
