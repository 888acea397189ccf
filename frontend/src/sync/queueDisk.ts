import { unsent, type Operation } from './operation'
import type { OperationStore } from './storage'

// A disk that is slower than this is not worth waiting for.
const DISK_MS = 2_000

/** What waits, as this device keeps it. A browser that stores nothing, or nothing more, still sends. */
export class QueueDisk {
  #lasts: boolean
  #written = Promise.resolve()

  constructor(
    private readonly store: OperationStore,
    private readonly scope: string,
    /** After every change of `lasts`. */
    private readonly onChange: () => void,
  ) {
    this.#lasts = store.lasts
  }

  /** Whether what is written outlives this page. */
  get lasts(): boolean {
    return this.#lasts
  }

  /** When all that was to be kept until now is, or could not be. */
  get written(): Promise<void> {
    return this.#written
  }

  /** What is kept; nothing where the disk does not say so in time. */
  async load(): Promise<readonly Operation[]> {
    const kept = await inTime(this.store.load(this.scope)).catch(() => this.#setLasts(false))
    return kept ?? []
  }

  /** Keep some and forget others; confirmed ones need no keeping. */
  async write(put: readonly Operation[], drop: readonly string[] = []): Promise<void> {
    const finished = put.filter(({ state }) => state === 'confirmed').map(({ id }) => id)
    const kept = put.filter(({ state }) => state !== 'confirmed').map(unsent)
    this.#written = this.store.write({ put: kept, drop: [...drop, ...finished] }).then(
      () => this.#setLasts(this.store.lasts),
      () => this.#setLasts(false),
    )
    await this.#written
  }

  #setLasts(lasts: boolean): void {
    if (lasts === this.#lasts) return
    this.#lasts = lasts
    this.onChange()
  }
}

/** Undefined where the disk has not answered by then. */
export function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  return Promise.race([work, new Promise<undefined>((done) => setTimeout(done, DISK_MS))])
}
