// A visible window asks its leader this often whether it lives; a running one answers at once, also in
// the background, where timers sleep but messages do not.
const ASK_MS = 1_500
// Longer than a busy machine keeps a window from answering; a frozen one answers never.
const PATIENCE_MS = 5_000

/** Sees, from a visible window, that the leader is awake. */
export class LeaderWatch {
  #askedAt = 0
  #lookedAt = 0
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(
    private readonly world: {
      /** Whether it is ours to look now. */
      watches: () => boolean
      ask: () => void
      /** The leader has not answered for too long. */
      onSilence: () => void
    },
  ) {}

  start(): void {
    this.#timer = setInterval(this.look, ASK_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** The leader has answered, or it is another one: patience begins anew. */
  heard(): void {
    this.#askedAt = 0
  }

  readonly look = (): void => {
    const now = Date.now()
    // We were asleep ourselves: what we asked then was not heard, or its answer not.
    if (now - this.#lookedAt > 2 * ASK_MS) this.#askedAt = 0
    this.#lookedAt = now
    if (!this.world.watches()) return
    if (this.#askedAt && now - this.#askedAt > PATIENCE_MS) {
      this.#askedAt = 0
      return this.world.onSilence()
    }
    this.#askedAt ||= now
    this.world.ask()
  }
}
