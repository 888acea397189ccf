import { LogCursor } from './cursor'
import type { Changes, StreamEvent } from './types'
import type { Handshake, Wire } from './wire'

export type Connection = 'live' | 'catching-up' | 'offline'

interface Ready {
  tenant_id: string
  user_id: string
  seq: number
  resumed: boolean
  instance: string
}

/** What a socket answers to anything we ask: `ok`, or a sentence saying why not. */
export interface Ack {
  ok: boolean
  error?: string
  message?: string
  [key: string]: unknown
}

export interface StreamWorld {
  token: () => string | null
  /** A new token after a refusal; null: signed out. */
  renewToken: () => Promise<string | null>
  onEvents: (events: StreamEvent[]) => void
  /** Take fresh snapshots: too much was missed, or what we may see has changed. */
  onReset: (reason: string) => void
  onConnection: (connection: Connection) => void
  /** Connected (again), or not lost after all: watch topics, send what waits. */
  onReady: () => void
  onRevoked: (reason: string) => void
  /** Gives this window its end of the connection. */
  open: (auth: () => Handshake) => Wire
}

// The server advances `to` at least every 10 s: longer silence means the line is dead.
const SILENCE_MS = 25_000
// A reconnect that takes less than this is not worth calling offline.
const GRACE_MS = 2_500
const ANSWER_MS = 8_000

/** Delivers each change of the log to this window once, in order, whatever the network and other windows do. */
export class Stream {
  readonly cursor = new LogCursor()
  #wire: Wire | undefined
  readonly #listeners = new Map<string, Set<(payload: never) => void>>()
  #silence: ReturnType<typeof setTimeout> | undefined
  #grace: ReturnType<typeof setTimeout> | undefined
  #retry: ReturnType<typeof setTimeout> | undefined
  #resetDue: ReturnType<typeof setTimeout> | undefined
  #target = 0
  #calledOffline = false
  #closed = false

  constructor(private readonly world: StreamWorld) {}

  /** Connect from the cursor's place, if it has one. */
  start(): void {
    this.world.onConnection('catching-up')
    addEventListener('online', this.#nudge)
    addEventListener('offline', this.#lost)
    document.addEventListener('visibilitychange', this.#nudge)
    this.#wire = this.#open()
    for (const event of this.#listeners.keys()) this.#pass(event)
    this.#wire.connect()
  }

  stop(): void {
    this.#closed = true
    for (const timer of [this.#silence, this.#grace, this.#retry, this.#resetDue])
      clearTimeout(timer)
    removeEventListener('online', this.#nudge)
    removeEventListener('offline', this.#lost)
    document.removeEventListener('visibilitychange', this.#nudge)
    this.#wire?.disconnect()
  }

  /** Connect again (a revoked session has been renewed). */
  reconnect(): void {
    this.#again()
  }

  get connected(): boolean {
    return this.#wire?.connected ?? false
  }

  /** Ask the server something; resolves with its answer, also a refusal; no answer in 8 s is one too. */
  async request(event: string, payload: unknown): Promise<Ack> {
    const wire = this.#wire
    if (!wire?.connected) return { ok: false, error: 'offline', message: 'Not connected.' }
    try {
      return await wire.request(event, payload, ANSWER_MS)
    } catch {
      return { ok: false, error: 'timeout', message: 'No answer from the server.' }
    }
  }

  /** Send without waiting, only while connected (cursors, typing). */
  hint(event: string, payload: unknown): void {
    if (this.#wire?.connected) this.#wire.hint(event, payload)
  }

  /** Listen to a message outside the log (presence, notes); returns how to stop. */
  on<T>(event: string, listener: (payload: T) => void): () => void {
    let set = this.#listeners.get(event)
    if (!set) {
      this.#listeners.set(event, (set = new Set()))
      this.#pass(event)
    }
    set.add(listener)
    return () => set.delete(listener)
  }

  /** Hand the server the new token before the old one ends. */
  async renew(token: string): Promise<void> {
    if (this.connected) await this.request('renew', { token })
  }

  #open(): Wire {
    const wire = this.world.open(() => ({
      token: this.world.token(),
      ...(this.cursor.position === null ? {} : { since: this.cursor.position }),
    }))
    this.#listen(wire)
    return wire
  }

  /** Give a message of the server to those who listen to it. */
  #pass(event: string): void {
    this.#wire?.on(event, (payload: unknown) => {
      for (const one of [...(this.#listeners.get(event) ?? [])]) one(payload as never)
    })
  }

  #listen(wire: Wire): void {
    wire.on('ready', (ready: Ready) => this.#ready(ready))
    wire.on('changes', (changes: Changes) => this.#changes(changes))
    wire.on('reset', ({ seq, reason }: { seq: number; reason: string }) => this.#reset(seq, reason))
    wire.on('revoked', ({ reason }: { reason: string }) => this.world.onRevoked(reason))
    wire.on('disconnect', (reason: string) => {
      this.#lost()
      // Closed by the server or by us: socket.io does not come back by itself.
      if (reason === 'io server disconnect' || reason === 'io client disconnect') this.#again()
    })
    wire.on(
      'connect_error',
      (error: Error & { data?: { code?: string } }) => void this.#refused(error),
    )
  }

  #ready({ seq, resumed }: Ready): void {
    this.#target = seq
    this.#heard()
    const { position } = this.cursor
    this.cursor.jump(position ?? seq)
    // A `reset` follows at once; should it not, what we hold is old all the same.
    if (position !== null && !resumed)
      this.#resetDue = setTimeout(() => this.#reset(seq, 'not_resumed'), 1_000)
    this.#back()
    if ((this.cursor.position ?? 0) >= seq) this.#caughtUp()
    else this.world.onConnection('catching-up')
  }

  #reset(seq: number, reason: string): void {
    clearTimeout(this.#resetDue)
    this.cursor.jump(seq)
    this.world.onReset(reason)
    this.#caughtUp()
  }

  #changes(changes: Changes): void {
    this.#heard()
    const verdict = this.cursor.accept(changes)
    if (verdict === 'gap') {
      this.world.onConnection('catching-up')
      this.#wire?.disconnect() // comes back with `since`: the server fills the hole
      return
    }
    if (verdict.events.length > 0) this.world.onEvents(verdict.events)
    if ((this.cursor.position ?? 0) >= this.#target) this.#caughtUp()
  }

  #caughtUp(): void {
    // A line the browser took for lost, and that was not, says no `ready`.
    if (this.#calledOffline) this.#back()
    this.world.onConnection('live')
  }

  #back(): void {
    clearTimeout(this.#grace)
    this.#grace = undefined
    this.#calledOffline = false
    this.world.onReady()
  }

  async #refused(error: Error & { data?: { code?: string } }): Promise<void> {
    this.#lost()
    if (this.#wire?.active) return // the network: socket.io tries again by itself
    const code = error.data?.code ?? ''
    if (/token|session|unauthenticated/.test(code)) {
      const token = await this.world.renewToken().catch(() => undefined)
      if (token === null) return this.world.onRevoked(code)
    } else if (/tenant|member|namespace/.test(code)) {
      return this.world.onRevoked(code)
    }
    this.#again()
  }

  #again(): void {
    if (this.#closed) return
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => this.#wire?.connect(), 200 + Math.random() * 800)
  }

  #heard(): void {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => this.#wire?.disconnect(), SILENCE_MS)
  }

  readonly #lost = (): void => {
    clearTimeout(this.#silence)
    clearTimeout(this.#resetDue)
    if (this.#closed) return
    if (!navigator.onLine) return this.#offline()
    if (this.#grace !== undefined) return
    this.world.onConnection('catching-up')
    this.#grace = setTimeout(() => this.#offline(), GRACE_MS)
  }

  #offline(): void {
    this.#calledOffline = true
    this.world.onConnection('offline')
  }

  readonly #nudge = (): void => {
    if (this.#closed || !this.#wire || this.connected || document.visibilityState === 'hidden')
      return
    this.#wire.connect()
  }
}
