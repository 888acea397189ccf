import { Attendance } from './attendance'
import type { Recent } from './recent'
import type { Ack } from './stream'
import type { Changes } from './types'
import type { Handshake, Trunk } from './wire'

interface Ready {
  seq: number
  resumed: boolean
  [key: string]: unknown
}

export interface HubWorld {
  open: (auth: () => Handshake) => Promise<Trunk>
  token: () => string | null
  recent: Recent
  /** Say what the server said to every window, or to one. */
  tell: (event: string, payload: unknown, tab?: string) => void
}

// The server says something at least every 10 s: longer silence means the line is dead.
const SILENCE_MS = 25_000
const LEAVING_MS = 5_000

/**
 * The leader's part of a shared connection: one socket, and every window's requests through it.
 *
 * A window that joins is brought up to date from what was heard lately; the others do not notice.
 */
export class Hub {
  #trunk: Trunk | undefined
  #opening: Promise<void> | undefined
  #ready: Ready | null = null
  #stopped = false
  #silence: ReturnType<typeof setTimeout> | undefined
  /** Windows that want the stream, and the last change each had when it was last without. */
  readonly #tabs = new Map<string, number | null>()
  readonly #welcomed = new Set<string>()
  #attendance = new Attendance()

  constructor(private readonly world: HubWorld) {}

  get connected(): boolean {
    return this.#ready !== null
  }

  /** A window wants the stream from a position on (null: from now on). */
  attach(tab: string, since: number | null): void {
    this.#tabs.set(tab, since)
    this.#welcomed.delete(tab)
    // It missed nothing that the server could not resume: that was for those who were here.
    if (this.#ready) this.#welcome(tab, { ...this.#ready, resumed: true })
    else this.#connect()
  }

  /** A window wants nothing more, or is gone: it is nowhere any more, and has no note open. */
  leave(tab: string): void {
    this.#tabs.delete(tab)
    this.#welcomed.delete(tab)
    const { topics, notes } = this.#attendance.leave(tab)
    for (const topic of topics) this.#leaving(tab, 'unwatch', { topic })
    for (const note of notes) this.#leaving(tab, 'note:close', note)
  }

  /** Ask the server for a window. Raises if there is no answer. */
  async ask(tab: string, event: string, payload: unknown, within: number): Promise<Ack> {
    const attendance = this.#attendance
    const { topic, note_id, window } = payload as Record<string, string>
    if (event === 'watch' && topic) attendance.watch(tab, topic)
    if (event === 'unwatch' && topic && !attendance.unwatch(tab, topic)) {
      this.#show(topic) // another window of ours stays
      return { ok: true, topic, members: [] }
    }
    if (event === 'note:open' && note_id) attendance.open(tab, note_id, window ?? '')
    if (!this.#trunk || !this.#ready) throw new Error('Not connected.')
    return this.#trunk.request(event, payload, within)
  }

  /** Send something for a window without waiting. */
  hint(tab: string, event: string, payload: unknown): void {
    const attendance = this.#attendance
    const { topic, state, note_id, window } = payload as {
      topic?: string
      state?: Record<string, unknown>
      note_id?: string
      window?: string
    }
    if (event === 'presence' && topic) {
      attendance.show(tab, topic, state ?? {})
      return this.#show(topic)
    }
    if (event === 'note:close' && note_id) attendance.close(tab, note_id, window ?? '')
    if (this.#ready) this.#trunk?.hint(event, payload)
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#silence)
    this.#trunk?.disconnect()
  }

  #leaving(tab: string, event: string, payload: unknown): void {
    void this.ask(tab, event, payload, LEAVING_MS).catch(() => undefined)
  }

  #show(topic: string): void {
    const state = this.#attendance.stateAt(topic)
    if (this.#ready) this.#trunk?.hint('presence', { topic, state })
  }

  #connect(): void {
    if (this.#stopped) return
    if (this.#trunk) return void this.#trunk.connect()
    this.#opening ??= this.#open().finally(() => (this.#opening = undefined))
  }

  async #open(): Promise<void> {
    try {
      const trunk = await this.world.open(() => this.#handshake())
      if (this.#stopped) return
      this.#trunk = trunk
      this.#listen(trunk)
      trunk.connect()
    } catch {
      // Its code could not be loaded: who wants the stream tries again.
      this.#say('connect_error', { message: 'Not loaded.', active: false })
    }
  }

  #handshake(): Handshake {
    const { recent, token } = this.world
    const asked = [...this.#tabs.values()].filter((since) => since !== null)
    const since = recent.position ?? (asked.length > 0 ? Math.min(...asked) : null)
    if (recent.position === null && since !== null) recent.reset(since)
    return { token: token(), ...(since === null ? {} : { since }) }
  }

  #listen(trunk: Trunk): void {
    trunk.on('disconnect', (reason: string) => {
      this.#lost()
      this.#say('disconnect', { reason, active: trunk.active })
    })
    trunk.on('connect_error', ({ message, data }: Error & { data?: unknown }) =>
      this.#say('connect_error', { message, data, active: trunk.active }),
    )
    trunk.onAny((event, payload) => {
      if (event === 'ready') this.#isReady(payload as Ready)
      else if (event === 'changes') this.#changes(payload as Changes)
      else {
        if (event === 'reset') this.world.recent.reset((payload as { seq: number }).seq)
        this.#say(event, payload)
      }
    })
  }

  #lost(): void {
    this.#ready = null
    clearTimeout(this.#silence)
    for (const tab of this.#welcomed) this.#tabs.set(tab, this.world.recent.position)
    this.#welcomed.clear()
    // The server has forgotten where we were; every window says it again.
    this.#attendance = new Attendance()
  }

  #isReady(ready: Ready): void {
    this.#ready = ready
    this.#heard()
    if (this.world.recent.position === null) this.world.recent.reset(ready.seq)
    for (const tab of this.#tabs.keys()) this.#welcome(tab, ready)
  }

  #welcome(tab: string, ready: Ready): void {
    const { recent, tell } = this.world
    const since = this.#tabs.get(tab) ?? null
    const position = recent.position ?? ready.seq
    const missed = since === null ? [] : recent.since(since)
    this.#welcomed.add(tab)
    tell('ready', { ...ready, seq: Math.max(ready.seq, position) }, tab)
    // `reset` of the server follows for everybody where it could not resume.
    if (!missed) tell('reset', { seq: position, reason: 'too_far_behind' }, tab)
    else for (const frame of missed) tell('changes', frame, tab)
  }

  #changes(frame: Changes): void {
    this.#heard()
    if (!this.world.recent.take(frame)) return this.#again() // `since` fills the hole
    this.#say('changes', frame)
  }

  #heard(): void {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => this.#again(), SILENCE_MS)
  }

  /** Drop the line, and let who wants the stream ask for it again. */
  #again(): void {
    this.#trunk?.disconnect()
  }

  #say(event: string, payload: unknown): void {
    this.world.tell(event, payload)
  }
}
