import { ApiError } from '@/api/errors'
import { formerly, mayArrive, type LogEvent, type Row, type Transition } from './types'

// How many past events are kept to bring a snapshot read a moment ago up to now.
const RING = 2_000

/** The last events heard: a snapshot that was on its way meanwhile is brought up to now by them. */
export class Heard {
  #ring: LogEvent[] = []
  /** Events after this position are all in the ring. */
  #from: number | null = null

  constructor(private readonly position: () => number | null) {}

  add(event: LogEvent): void {
    if (this.#from === null) this.#from = event.seq - 1
    this.#ring.push(event)
    if (this.#ring.length > RING)
      this.#from = this.#ring.splice(0, RING / 2).at(-1)?.seq ?? this.#from
  }

  /** Forget all: from here on everything is heard anew. */
  reset(): void {
    this.#ring = []
    this.#from = this.position()
  }

  /** Replay over a snapshot read at `seq` what was heard since. Raises if that is more than we remember. */
  bringUp<T>(seq: number, state: T, step: (state: T, event: LogEvent) => T): T {
    const position = this.position()
    if (position !== null && seq < position && (this.#from === null || seq < this.#from))
      throw new Outdated()
    return this.#ring.filter((event) => event.seq > seq).reduce(step, state)
  }
}

/** What an event heard a while ago did to its record; `base` is the record as it is now. */
export function transitionOf(event: LogEvent, base: Row | undefined): Transition {
  const gone = /\.(removed|deleted)$/.test(event.type)
  const row = event.data
    ? { ...event.data, id: event.entity_id, version: event.version }
    : undefined
  if (gone) return { id: event.entity_id, before: row && formerly(row, event), after: null }
  const made = /\.(created|restored)$/.test(event.type)
  const before = mayArrive(event) ? undefined : row && formerly(row, event)
  return {
    id: event.entity_id,
    before: made ? null : before,
    after: row ?? base ?? null,
  }
}

/** A snapshot was read before what the ring remembers; the query retries at once. */
class Outdated extends ApiError {
  constructor() {
    super(503, 'outdated_snapshot', 'The list changed while it was read.')
  }
}
