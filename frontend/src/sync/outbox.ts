import { v7 } from 'uuid'
import { ApiError, isTemporary } from '@/api/errors'
import type { Answer, Sending } from '@/api/http'
import { coalesce, overlayOf, rebase, type FieldConflict, type Operation } from './operation'
import type { Overlay, Records } from './records'
import type { OperationStore } from './storage'
import type { Row } from './types'

/** What the outbox needs of the world. */
export interface OutboxWorld {
  records: Records
  store: OperationStore
  send: (method: string, path: string, sending: Sending) => Promise<Answer<{ data?: Row } | null>>
  scope: string
  tab: string
  tabAlive: (id: string) => Promise<boolean>
  /** Resolves when a living window has gone. */
  tabGone: (id: string) => Promise<void>
  /** The log position this window has reached. */
  position: () => number
  /** The server said no; the change is already rolled back. */
  onRejected: (operation: Operation, error: ApiError) => void
  /** After every change of the queue. */
  onChange: () => void
  newId?: () => string
}

export type Draft = Pick<Operation, 'kind' | 'type' | 'recordId' | 'method' | 'path' | 'body'> &
  Partial<Pick<Operation, 'patch' | 'before' | 'baseVersion'>>

/**
 * Writes on their way: shown at once, kept over reloads, sent in order, confirmed or rolled back.
 *
 * An accepted write stays "confirmed" over lists and boards until its event arrives by the stream,
 * because they are kept by events alone: so nothing flickers between the response and the event.
 */
export class Outbox {
  #operations: Operation[] = []
  #sending = false
  #wait: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #stopped = false
  readonly #heirOf = new Set<string>()
  readonly #newId: () => string

  constructor(private readonly world: OutboxWorld) {
    this.#newId = world.newId ?? v7
  }

  /** Unsent writes, oldest first. */
  get pending(): readonly Operation[] {
    return this.#operations.filter((one) => one.state === 'queued' || one.state === 'sending')
  }

  /** Writes the server would not merge: someone changed the same field. */
  get conflicts(): readonly Operation[] {
    return this.#operations.filter((one) => one.state === 'conflict')
  }

  /** Take up what earlier pages of this account left unsent. */
  async restore(): Promise<void> {
    const kept = await this.world.store.load(this.world.scope).catch(() => [])
    const mine: Operation[] = []
    for (const operation of kept) {
      if (this.#operations.some((one) => one.id === operation.id)) continue
      if (await this.world.tabAlive(operation.owner)) this.#inherit(operation.owner)
      else
        mine.push({
          ...operation,
          owner: this.world.tab,
          state: operation.state === 'conflict' ? 'conflict' : 'queued',
        })
    }
    // Two windows may go at once, and this be asked twice.
    const fresh = mine.filter(({ id }) => !this.#operations.some((one) => one.id === id))
    fresh.forEach((operation) => this.#keep(operation))
    this.#replace([...fresh, ...this.#operations].sort((a, b) => (a.id < b.id ? -1 : 1)))
    this.pump()
  }

  /** Take up what another window leaves unsent, when it goes; the page before a reload may still be going. */
  #inherit(owner: string): void {
    if (owner === this.world.tab || this.#heirOf.has(owner)) return
    this.#heirOf.add(owner)
    void this.world.tabGone(owner).then(() => {
      this.#heirOf.delete(owner)
      return this.#stopped ? undefined : this.restore()
    })
  }

  /** Show a change now and send it in its turn; returns the operation's id. */
  add(draft: Draft): string {
    const { type, recordId } = draft
    const patch = draft.patch ?? {}
    const base = this.world.records.base(type, recordId)
    const operation: Operation = {
      before: Object.fromEntries(Object.keys(patch).map((field) => [field, base?.[field]])),
      baseVersion: draft.kind === 'update' ? (base?.version ?? null) : null,
      ...draft,
      patch,
      id: this.#newId(),
      scope: this.world.scope,
      owner: this.world.tab,
      at: Date.now(),
      state: 'queued',
    }
    const same = this.#operations.filter((one) => one.type === type && one.recordId === recordId)
    const last = same.at(-1)
    const merged = last && coalesce(last, operation)
    if (merged) {
      this.#keep(merged)
      this.#replace(this.#operations.map((one) => (one === last ? merged : one)))
      return merged.id
    }
    if (
      operation.kind === 'delete' &&
      same.some((one) => one.kind === 'create' && one.state === 'queued')
    ) {
      same.forEach((one) => this.#drop(one)) // never sent: nothing to delete there
      return operation.id
    }
    this.#keep(operation)
    this.#replace([...this.#operations, operation])
    this.pump()
    return operation.id
  }

  /** Take back a write that has not been sent yet; false if it is too late. */
  cancel(id: string): boolean {
    const operation = this.#operations.find((one) => one.id === id && one.state === 'queued')
    if (operation) this.#drop(operation)
    return operation !== undefined
  }

  /** Settle a conflict: the fields to keep as mine are sent again on the newest version, theirs are left. */
  resolve(id: string, mine: Record<string, unknown>): void {
    const operation = this.#operations.find((one) => one.id === id && one.state === 'conflict')
    if (!operation?.conflict) return
    const { fields, current } = operation.conflict
    const untouched = Object.fromEntries(
      Object.entries(operation.patch).filter(([field]) => !(field in fields)),
    )
    const patch = { ...untouched, ...mine }
    this.#drop(operation)
    if (Object.keys(patch).length === 0) return
    const version = Math.max(
      current.version,
      this.world.records.base(operation.type, operation.recordId)?.version ?? 0,
    )
    const { kind, type, recordId, method, path } = operation
    this.add({ kind, type, recordId, method, path, patch, body: patch, baseVersion: version })
  }

  /** The stream has shown a record at a version: what we sent of it is now in lists and boards. */
  settle(type: string, recordId: string, version: number): void {
    const settled = (one: Operation) =>
      one.state === 'confirmed' &&
      one.type === type &&
      one.recordId === recordId &&
      (one.confirmedVersion ?? 0) <= version
    if (this.#operations.some(settled))
      this.#replace(this.#operations.filter((one) => !settled(one)))
  }

  /** Lists and boards were read afresh: nothing confirmed needs to lie over them. */
  settleAll(type?: string): void {
    const left = this.#operations.filter(
      (one) => one.state !== 'confirmed' || (type && one.type !== type),
    )
    if (left.length !== this.#operations.length) this.#replace(left)
  }

  /** Give up waiting for the events of writes answered before a moment (ms since 1970). */
  settleOlderThan(moment: number): void {
    const left = this.#operations.filter((one) => (one.confirmedAt ?? Infinity) >= moment)
    if (left.length !== this.#operations.length) this.#replace(left)
  }

  /** Send what waits, now: the network is back. */
  wake(): void {
    this.#failures = 0
    this.pump()
  }

  /** Send nothing more (signed out); what is stored stays for the next time. */
  stop(): void {
    this.#stopped = true
    clearTimeout(this.#wait)
  }

  /** Send the next operation unless one is on its way. */
  pump(): void {
    if (this.#sending || this.#stopped) return
    const next = this.#operations.find((one) => one.state === 'queued')
    if (!next) return
    clearTimeout(this.#wait)
    this.#sending = true
    void this.#send(next).finally(() => {
      this.#sending = false
      if (this.#failures === 0) this.pump()
      else this.#wait = setTimeout(() => this.pump(), backoff(this.#failures))
    })
  }

  async #send(queued: Operation): Promise<void> {
    const operation: Operation = { ...queued, state: 'sending' }
    this.#replace(this.#operations.map((one) => (one === queued ? operation : one)))
    try {
      const answer = await this.world.send(operation.method, operation.path, {
        ...(operation.body === undefined ? {} : { body: operation.body }),
        headers: {
          'Idempotency-Key': operation.id,
          ...(operation.baseVersion === null ? {} : { 'If-Match': `"${operation.baseVersion}"` }),
        },
      })
      this.#failures = 0
      this.#accept(operation, answer)
    } catch (error) {
      this.#refuse(operation, error)
    }
  }

  #accept(operation: Operation, answer: Answer<{ data?: Row } | null>): void {
    const row = answer.body?.data
    const { type, recordId } = operation
    const isRecord = row?.id === recordId && typeof row.version === 'number'
    this.world.records.batch(() => {
      if (operation.kind === 'delete')
        this.world.records.vanish(type, recordId, this.world.position())
      else if (isRecord) this.world.records.take(type, [row], null)
      const confirmed: Operation = {
        ...operation,
        state: 'confirmed',
        confirmedAt: Date.now(),
        ...(isRecord ? { confirmedVersion: row.version } : {}),
      }
      const overSomething = operation.kind === 'delete' || isRecord
      this.#replace(
        this.#operations.flatMap((one) => {
          if (one === operation) return overSomething ? [confirmed] : []
          if (!isRecord || one.type !== type || one.recordId !== recordId || one.state !== 'queued')
            return [one]
          const parts = rebase(one, operation, row.version, this.#newId)
          parts.forEach((part) => this.#keep(part))
          return parts
        }),
      )
    })
    void this.world.store.remove(operation.id).catch(() => undefined)
  }

  #refuse(operation: Operation, error: unknown): void {
    const queued: Operation = { ...operation, state: 'queued' }
    if (isTemporary(error) || !(error instanceof ApiError) || error.status === 401) {
      this.#failures++
      this.#replace(this.#operations.map((one) => (one === operation ? queued : one)))
      return
    }
    this.#failures = 0
    const current = error.details?.['current'] as Row | undefined
    if (current?.id === operation.recordId) this.world.records.take(operation.type, [current], null)
    const fields = error.details?.['conflicts'] as Record<string, FieldConflict> | undefined
    if (error.code === 'conflict' && fields && current) {
      const conflict: Operation = { ...operation, state: 'conflict', conflict: { fields, current } }
      this.#keep(conflict)
      this.#replace(this.#operations.map((one) => (one === operation ? conflict : one)))
      return
    }
    if (operation.kind === 'delete' && error.status === 404) {
      this.#accept(operation, { body: null, status: 404, seq: null, headers: new Headers() })
      return
    }
    const orphans =
      operation.kind === 'create'
        ? this.#operations.filter(
            (one) => one.type === operation.type && one.recordId === operation.recordId,
          )
        : [operation]
    orphans.forEach((one) => this.#drop(one))
    this.world.onRejected(operation, error)
  }

  #keep(operation: Operation): void {
    void this.world.store
      .put({ ...operation, state: operation.state === 'conflict' ? 'conflict' : 'queued' })
      .catch(
        () => undefined, // a browser that stores nothing still sends
      )
  }

  #drop(operation: Operation): void {
    void this.world.store.remove(operation.id).catch(() => undefined)
    this.#replace(this.#operations.filter((one) => one.id !== operation.id))
  }

  #replace(operations: Operation[]): void {
    this.#operations = operations
    const overlays = new Map<string, Map<string, Overlay[]>>()
    for (const operation of operations) {
      let ofType = overlays.get(operation.type)
      if (!ofType) overlays.set(operation.type, (ofType = new Map<string, Overlay[]>()))
      ofType.set(operation.recordId, [
        ...(ofType.get(operation.recordId) ?? []),
        overlayOf(operation),
      ])
    }
    this.world.records.overlay(overlays)
    this.world.onChange()
  }
}

/** 0.5 s, doubling to 15 s, with jitter: a returning server is not met by everybody at once. */
function backoff(failures: number): number {
  return Math.min(15_000, 500 * 2 ** (failures - 1)) * (0.5 + Math.random() / 2)
}
