import { randomUUID } from 'node:crypto'
import { pause, sleep } from './jitter.js'
import { type Session, Unreachable } from './session.js'
import type { Store, Write } from './store.js'

/** The server will never take this write: `answer` is its error, to be shown to the person. */
export class Refused extends Error {
  constructor(
    readonly write: Write,
    readonly answer: { error: string; message: string },
  ) {
    super(answer.message)
  }
}

/** Writes that reach the server once, whatever the network does in between. */
export class Outbox {
  #sending: Promise<void> | undefined

  constructor(
    private readonly session: Session,
    private readonly store: Store,
  ) {}

  /** Queue a write: it is kept, with its idempotency key, before anything is sent. */
  add(method: string, path: string, body?: unknown): void {
    this.store.waiting.push({ key: randomUUID(), method, path, body })
    this.store.save()
  }

  /** Send what waits, in order. Throws Refused for a write the server will not take, which has then left. */
  send(): Promise<void> {
    return (this.#sending ??= this.#sendAll().finally(() => (this.#sending = undefined)))
  }

  async #sendAll(): Promise<void> {
    let attempt = 0
    for (let write = this.store.waiting[0]; write; write = this.store.waiting[0]) {
      const answer = await this.#try(write)
      if (!answer || answer.status >= 500 || answer.status === 429) {
        // A proxy may name a date: that is no number.
        const asked = Number(answer?.headers.get('Retry-After')) * 1000 || 0
        await sleep(asked + pause(attempt++))
        continue
      }
      attempt = 0
      this.store.waiting.shift()
      this.store.save()
      if (!answer.ok) throw new Refused(write, (await answer.json()) as Refused['answer'])
    }
  }

  async #try({ key, method, path, body }: Write): Promise<Response | undefined> {
    try {
      return await this.session.request(method, path, body, { 'Idempotency-Key': key })
    } catch (error) {
      if (error instanceof Unreachable) return undefined
      throw error
    }
  }
}
