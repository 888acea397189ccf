import { ApiError, isTemporary } from '@/api/errors'
import type { Answer, Sending } from '@/api/http'
import type { Operation } from './operation'
import { sendable } from './order'
import { accepted, refused, type Step } from './outcome'
import type { Row } from './types'

export type Send = (
  method: string,
  path: string,
  sending: Sending,
) => Promise<Answer<{ data?: Row } | null>>

export interface SenderWorld {
  send: Send
  operations: () => readonly Operation[]
  /** Whether this window is the one that sends. */
  leads: () => boolean
  commit: (step: Step) => void
  newId: () => string
}

// Leaves the browser's six connections to a server some room for what the screens read.
const AT_ONCE = 4
// The server knows a key for 14 days: what was tried before that might be done twice.
const KEY_MS = 13.5 * 24 * 3600_000

/** Sends what waits: several writes at once where they are independent, each until it is answered. */
export class Sender {
  #wait: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #stopped = false

  constructor(private readonly world: SenderWorld) {}

  /** Send what may go now. */
  pump(): void {
    if (this.#stopped || !this.world.leads()) return
    clearTimeout(this.#wait)
    this.#wait = undefined
    for (const next of sendable(this.world.operations(), AT_ONCE)) {
      if (!this.world.operations().includes(next)) continue // whoever heard of the last was faster
      if (next.triedAt && Date.now() - next.triedAt > KEY_MS) this.#ask(next)
      else void this.#send(next)
    }
  }

  /** The network is back. */
  wake(): void {
    this.#failures = 0
    this.pump()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#wait)
  }

  async #send(queued: Operation): Promise<void> {
    const operation: Operation = { ...queued, state: 'sending' }
    // Where there is no network nothing leaves: later edits may still be joined to it.
    if (globalThis.navigator?.onLine !== false) operation.triedAt ??= Date.now()
    this.world.commit({ put: [operation] })
    const { method, path, body, id, baseVersion } = operation
    const outcome = await this.world
      .send(method, path, {
        ...(body === undefined ? {} : { body }),
        headers: {
          'Idempotency-Key': id,
          ...(baseVersion === null ? {} : { 'If-Match': `"${baseVersion}"` }),
        },
      })
      .catch((error: unknown) => error)
    // Another window leads by now, and repeats it with the same key.
    if (this.#stopped || !this.world.leads()) return
    this.#take(operation, outcome)
  }

  #take(operation: Operation, outcome: unknown): void {
    const { commit, operations, newId } = this.world
    if (!(outcome instanceof Error)) {
      this.#failures = 0
      commit(accepted(operations(), operation, outcome as Answer<null>, newId))
      return this.pump()
    }
    if (!(outcome instanceof ApiError) || isTemporary(outcome) || outcome.status === 401) {
      commit({ put: [{ ...operation, state: 'queued' }] })
      return this.#later()
    }
    this.#failures = 0
    commit(refused(operations(), operation, outcome))
    this.pump()
  }

  #later(): void {
    // Of several that fail together the first says when.
    this.#wait ??= setTimeout(() => this.pump(), backoff(++this.#failures))
  }

  /** Whether it arrived then is not known any more: its author decides. */
  #ask(operation: Operation): void {
    const failure = { status: 0, code: 'key_expired', message: '' }
    this.world.commit({ put: [{ ...operation, state: 'failed', failure }] })
  }
}

/** 0.5 s, doubling to 15 s, with jitter: a returning server is not met by everybody at once. */
function backoff(failures: number): number {
  return Math.min(15_000, 500 * 2 ** (failures - 1)) * (0.5 + Math.random() / 2)
}
