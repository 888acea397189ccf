import { LogCursor } from './cursor'
import type { Changes } from './types'

// Enough for a window that was opened or woke a moment ago; others take fresh snapshots.
const KEPT_EVENTS = 2_000

/** The last frames of changes a window has heard, so that it can bring others up to date. */
export class Recent {
  readonly #cursor = new LogCursor()
  #frames: Changes[] = []
  #events = 0

  /** The last change heard of; null before the first. */
  get position(): number | null {
    return this.#cursor.position
  }

  /** Keep a frame; false if something is missing before it. */
  take(frame: Changes): boolean {
    if (this.position !== null && frame.to <= this.position) return true
    if (this.#cursor.accept(frame) === 'gap') return false
    this.#frames.push(frame)
    this.#events += frame.events.length
    while (this.#events > KEPT_EVENTS || this.#frames.length > KEPT_EVENTS)
      this.#events -= this.#frames.shift()?.events.length ?? 0
    return true
  }

  /** Start afresh at a position the server named. */
  reset(position: number): void {
    this.#frames = []
    this.#events = 0
    this.#cursor.jump(position)
  }

  /** What came after a position, as frames without a hole; null if not all of it is remembered. */
  since(position: number): Changes[] | null {
    if (this.position === null) return null
    if (position >= this.position) return []
    const first = this.#frames[0]
    if (!first || position < first.from) return null
    return this.#frames.filter(({ to }) => to > position)
  }
}
