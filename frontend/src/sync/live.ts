import { v4 } from 'uuid'
import type { StoreApi } from 'zustand/vanilla'
import { ApiError, isTemporary } from '@/api/errors'
import { send } from '@/api/http'
import { Flashes } from './flashes'
import { formerIds } from './formerly'
import { Journal } from './journal'
import { Keeper } from './keeper'
import { deviceKept } from './kept'
import { keptScope } from './keptMe'
import type { Links } from './links'
import type { Operation } from './operation'
import { Outbox } from './outbox'
import { Presence } from './presence'
import { Records } from './records'
import { endSession, loadMe, renewToken, session, type Me } from './session'
import { Snapshots } from './snapshots'
import { liveStatus, type LiveStatus } from './status'
import { browserStore, memoryStore } from './storage'
import { Stream, type Connection } from './stream'
import { SharedWire } from './sharedWire'
import { slot } from './slot'
import { Tabs } from './tabs'
import { socketTo } from './wire'
import { isBulk, type LogEvent, type StreamEvent } from './types'

// If the stream is live and an answered write's event has not come by then, it will not.
const SETTLE_MS = 10_000
const FIRST_READS_MS = 1_500

/** All of sync for one person in one organisation: made at sign-in, stopped at sign-out. */
export class Live {
  readonly records = new Records()
  readonly status: StoreApi<LiveStatus> = liveStatus()
  readonly flashes = new Flashes()
  readonly tabs: Tabs
  readonly snapshots: Snapshots
  readonly stream: Stream
  readonly outbox: Outbox
  readonly presence: Presence
  readonly links: Links
  readonly #keeper: Keeper | null
  /** What we may see, as what we hold was read with; null while that is being asked. */
  #access: string | null
  /** What we hold is being read anew: it does not stand at our position. */
  #unsure = false
  readonly #rejections = new Set<(operation: Operation, error: ApiError) => void>()
  readonly #eventListeners = new Set<(event: LogEvent) => void>()
  readonly #queueListeners = new Set<() => void>()
  #started = false
  #stopped = false
  #settling: ReturnType<typeof setInterval> | undefined
  readonly #unsubscribe: () => void

  constructor(readonly me: Me) {
    this.tabs = new Tabs(
      `${slot}:${me.tenant.id}:${me.user.id}`,
      () => document.hidden && !this.stream.connected,
    )
    const open = socketTo(me.tenant.id)
    this.stream = new Stream({
      open: (auth) => new SharedWire({ tabs: this.tabs, open }, auth),
      token: () => session.getState().token,
      renewToken,
      onEvents: (events) => this.#events(events),
      onReset: (reason) => void this.#reset(reason),
      onConnection: (connection) => this.#connection(connection),
      onReady: () => {
        this.presence.rejoin()
        this.outbox.wake()
      },
      onRevoked: (reason) => void this.#revoked(reason),
    })
    this.snapshots = new Snapshots(
      this.records,
      () => this.stream.cursor.position,
      (seq) => this.#read(seq),
    )
    this.#access = accessOf(me)
    const store = deviceKept()
    this.#keeper =
      store &&
      new Keeper({
        store,
        records: this.records,
        client: this.snapshots.client,
        scope: keptScope(me),
        page: v4(),
        access: () => this.#access ?? '',
        position: () => (this.#unsure ? null : this.stream.cursor.position),
        asOf: () => this.status.getState().asOf ?? Date.now(),
      })
    this.links = this.snapshots.links
    this.presence = new Presence(this.stream)
    this.outbox = new Outbox({
      records: this.records,
      store: 'indexedDB' in globalThis ? browserStore() : memoryStore(),
      journal: new Journal(`sp-outbox-${me.tenant.id}:${me.user.id}-`),
      send,
      scope: `${me.tenant.id}:${me.user.id}`,
      tabs: this.tabs,
      formerly: formerIds(this.tabs.id),
      position: () => this.stream.cursor.position ?? 0,
      onRejected: (operation, error) => this.#rejections.forEach((tell) => tell(operation, error)),
      onChange: () => this.#queueChanged(),
    })
    this.#unsubscribe = session.subscribe(({ token, me: now }, before) => {
      if (token && token !== before.token) void this.stream.renew(token)
      if (now && now !== before.me) this.#mayNow(accessOf(now))
    })
  }

  /** Take up what an earlier page has read and written here, before anything is shown. */
  async restore(): Promise<void> {
    this.outbox.restore()
    const kept = await this.#keeper?.restore().catch(() => null)
    if (!kept) return
    this.stream.cursor.anchor(kept.seq)
    this.status.setState({ asOf: kept.at })
  }

  /** Connect, once the first snapshot has said from where (or without one, in a moment). */
  start(): void {
    this.tabs.start()
    this.#settling = setInterval(() => this.#settleOld(), SETTLE_MS / 2)
    this.#keeper?.follow()
    if (this.stream.cursor.position !== null) this.#start()
    else setTimeout(() => this.#start(), 1_200)
  }

  stop(): void {
    this.#started = true // a late snapshot must not connect any more
    this.#stopped = true
    clearInterval(this.#settling)
    this.#unsubscribe()
    this.#keeper?.stop()
    this.outbox.stop()
    this.presence.stop()
    this.stream.stop()
    this.tabs.stop()
    this.snapshots.stop()
  }

  /** Be told of writes the server refused (they are rolled back already). */
  onRejected(listener: (operation: Operation, error: ApiError) => void): () => void {
    this.#rejections.add(listener)
    return () => this.#rejections.delete(listener)
  }

  /** Be told of each event of the log as it is applied. */
  onEvent(listener: (event: LogEvent) => void): () => void {
    this.#eventListeners.add(listener)
    return () => this.#eventListeners.delete(listener)
  }

  /** Be told when the queue of writes changes. */
  onQueueChange(listener: () => void): () => void {
    this.#queueListeners.add(listener)
    return () => this.#queueListeners.delete(listener)
  }

  #queueChanged(): void {
    const { waiting, conflicts, failed, lasts } = this.outbox
    this.status.setState({ pending: waiting.length, waiting, conflicts, failed, lasts })
    this.#queueListeners.forEach((listener) => listener())
  }

  /** Something was read at a position of the log: it is followed from the oldest one. */
  #read(seq: number): void {
    this.stream.cursor.anchor(seq)
    this.#start()
  }

  #start(): void {
    if (this.#started) return
    this.#started = true
    // The first screen's own reads go first; what happens meanwhile is asked for by `since`.
    void this.snapshots.settled(FIRST_READS_MS).then(() => {
      if (!this.#stopped) this.stream.start()
    })
  }

  #events(events: readonly StreamEvent[]): void {
    this.records.batch(() => {
      this.snapshots.apply(events)
      for (const event of events) {
        this.outbox.hear(event)
        if (!isBulk(event)) this.#flash(event)
      }
    })
    for (const event of events)
      if (!isBulk(event)) this.#eventListeners.forEach((listener) => listener(event))
  }

  #flash(event: LogEvent): void {
    // Our own changes are no news here; a backlog after an absence would light up the whole board.
    if (event.actor.id === this.me.user.id || this.status.getState().connection !== 'live') return
    this.flashes.show(event)
  }

  async #reset(reason: string): Promise<void> {
    this.#unsure = true
    void this.#keeper?.forget()
    if (reason === 'access_changed') {
      this.snapshots.clear()
      this.#access = null
      await loadMe().catch(() => undefined)
      this.#access ??= accessOf(this.me)
    }
    await this.#readAnew()
  }

  /** The server has said what we may see: other than when we read what we hold? */
  #mayNow(access: string): void {
    const before = this.#access
    this.#access = access
    if (before === null || before === access) return
    void this.#keeper?.forget()
    this.snapshots.clear()
    void this.#readAnew()
  }

  async #readAnew(): Promise<void> {
    this.#unsure = true
    this.outbox.settleAll()
    await this.snapshots.reset()
    this.#unsure = false
  }

  #connection(connection: Connection): void {
    const { connection: before, asOf } = this.status.getState()
    if (connection === 'offline') this.presence.forget()
    if (connection === before) return
    this.status.setState({ connection, asOf: connection === 'live' ? null : (asOf ?? Date.now()) })
    if (connection === 'live') this.snapshots.retry()
    else this.#keeper?.flush()
  }

  async #revoked(reason: string): Promise<void> {
    try {
      if (!(await renewToken())) return endSession(reason)
      await loadMe()
    } catch (error) {
      // Who could not be asked has not said no: the next connection asks again.
      if (error instanceof ApiError && !isTemporary(error)) return endSession(reason)
    }
    this.stream.reconnect()
  }

  #settleOld(): void {
    if (this.status.getState().connection !== 'live') return
    this.outbox.settleOlderThan(Date.now() - SETTLE_MS)
  }
}

/** What decides who may see what, as far as the browser is told. */
function accessOf({ role, permissions, hidden_fields, locked_fields }: Me): string {
  return JSON.stringify([role, permissions, hidden_fields, locked_fields])
}
