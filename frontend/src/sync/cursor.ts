import type { Changes, StreamEvent } from './types'

/** What to do with a frame of changes. */
export type Verdict = { events: StreamEvent[] } | 'gap'

/**
 * This window's place in the tenant's log.
 *
 * Frames cover (from, to] and follow one another without a hole; one that starts beyond our place
 * means something was lost, and we ask again from where we are.
 */
export class LogCursor {
  position: number | null = null
  #followed = false

  /** What was read at `seq` is shown: until the log is followed, the oldest of that is our place. */
  anchor(seq: number): void {
    if (!this.#followed) this.position = Math.min(this.position ?? seq, seq)
  }

  /** Take a frame: the events that are news, in order, or "gap". */
  accept({ from, to, events }: Changes): Verdict {
    if (this.position === null) this.position = from
    if (from > this.position) return 'gap'
    const known = this.position
    if (to <= known) return { events: [] }
    this.position = to
    return { events: events.filter((event) => ('seq' in event ? event.seq : event.to) > known) }
  }

  /** Follow the log from a position on. */
  jump(seq: number): void {
    this.position = seq
    this.#followed = true
  }
}
