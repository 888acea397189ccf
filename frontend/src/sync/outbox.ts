import { v7 } from 'uuid'
import { broughtUp, settled } from './conflict'
import { heldFor } from './customFields'
import { typeOf } from './nouns'
import { lastEdit, withoutLast, withPatch, type Operation } from './operation'
import { SharedQueue, type QueueWorld } from './sharedQueue'
import { isBulk, textOf, type LogEvent, type Row, type StreamEvent } from './types'

export type Draft = Pick<Operation, 'kind' | 'type' | 'recordId' | 'method' | 'path' | 'body'> &
  Partial<Pick<Operation, 'patch' | 'before' | 'baseVersion'>>

/**
 * Writes on their way: shown at once, kept over reloads, sent in order, confirmed or rolled back.
 *
 * An accepted write stays "confirmed" over lists and boards until its event arrives by the stream,
 * because they are kept by events alone: so nothing flickers between the response and the event.
 */
export class Outbox {
  readonly #queue: SharedQueue

  constructor(private readonly world: QueueWorld) {
    this.#queue = new SharedQueue(world)
  }

  /** Every window's unsent writes, oldest first. */
  get waiting(): readonly Operation[] {
    return this.#queue.operations.filter(({ state }) => state === 'queued' || state === 'sending')
  }

  /** This window's unsent writes, oldest first. */
  get pending(): readonly Operation[] {
    return this.waiting.filter(({ owner }) => owner === this.world.tabs.id)
  }

  /**
   * This window's writes, also those from before a reload, that the log has not told of: unsent, or
   * answered and their event still to come.
   */
  get unheard(): readonly Operation[] {
    const { tabs, formerly } = this.world
    const open = ['queued', 'sending', 'confirmed']
    return this.#queue.operations.filter(
      ({ state, owner }) => open.includes(state) && (owner === tabs.id || formerly?.has(owner)),
    )
  }

  /** Writes the server would not merge: someone changed the same field. */
  get conflicts(): readonly Operation[] {
    return this.#queue.operations.filter(({ state }) => state === 'conflict')
  }

  /** Writes refused for good, to be tried again or discarded. */
  get failed(): readonly Operation[] {
    return this.#queue.operations.filter(({ state }) => state === 'failed')
  }

  /** Whether what waits outlives this page; false where the browser keeps nothing, or nothing more. */
  get lasts(): boolean {
    return this.#queue.lasts
  }

  /** Show what an earlier page wrote in its last moment, and send it too. Before anything is added. */
  restore(): void {
    this.#queue.restore()
  }

  /** Show a change now and send it in its turn; returns the operation's id. */
  add(draft: Draft): string {
    const { type, recordId, kind } = draft
    const patch = draft.patch ?? {}
    const base = this.world.records.base(type, recordId)
    const called = calledIn(this.world.records.get(type, recordId))
    const operation: Operation = {
      ...(called ? { called } : {}),
      before: heldFor(patch, base),
      baseVersion: kind === 'update' ? (base?.version ?? null) : null,
      ...draft,
      patch,
      id: v7(),
      scope: this.world.scope,
      owner: this.world.tabs.id,
      at: this.#now(),
      state: 'queued',
    }
    this.#queue.propose([operation])
    return operation.id
  }

  /**
   * Take back a write that has not been sent yet, of several that wait as one the last; returns what
   * would make it again, or null if it is too late.
   *
   * The leader may begin to send it in the same moment; then the change stays, and shows again.
   */
  cancel(id: string): Draft | null {
    const operation = this.#find(id)
    if (operation?.state !== 'queued') return null
    const left = withoutLast(operation)
    this.#queue.propose(left ? [{ ...this.#afresh(left), at: operation.at }] : [], [operation])
    const { kind, type, recordId, method, path, body, patch } = lastEdit(operation)
    const { baseVersion } = operation
    return { kind, type, recordId, method, path, body, patch, baseVersion }
  }

  /**
   * Settle a conflict as it was shown: the fields in `mine` are sent again, theirs are left. If they
   * have changed once more since, the server asks again: no value is overwritten that nobody saw.
   */
  resolve(shown: Operation, mine: readonly string[]): void {
    const operation = this.#find(shown.id)
    if (operation?.state !== 'conflict' || !shown.conflict) return
    const { type, recordId, conflict } = shown
    const patch = settled(conflict, shown.patch, mine)
    const held = heldFor(patch, this.world.records.base(type, recordId) ?? conflict.current)
    const again = withPatch(this.#afresh(shown), patch, held)
    const put = { ...again, baseVersion: conflict.current.version }
    this.#queue.propose(Object.keys(patch).length > 0 ? [put] : [], [operation])
  }

  /** Send again what was refused; with a record that could not be made, what was written in it. */
  retry(id: string): void {
    const failed = this.#withRest(id).filter(({ state }) => state === 'failed')
    // One after the other, so that each stands later than the one before.
    for (const one of failed) this.#queue.propose([this.#afresh(one)], [one])
  }

  /** Give up a write that waits or was refused; with a record that was to be made, what was written in it. */
  discard(id: string): void {
    const given = this.#withRest(id)
    // What is on its way already will be answered, and is told then.
    if (given.every(({ state }) => state === 'failed' || state === 'queued'))
      this.#queue.propose([], given)
  }

  /** The log has come to an event: what we sent of it is now in lists and boards. */
  hear(event: StreamEvent): void {
    const type = typeOf(event.entity)
    if (isBulk(event)) return this.settleAll(type)
    this.#bringUp(type, event)
    const gone = /\.(deleted|removed)$/.test(event.type)
    this.settle(type, event.entity_id, gone ? Infinity : event.version)
  }

  /** Who is asked about a conflict sees what theirs is by now. */
  #bringUp(type: string, event: LogEvent): void {
    const asked = this.conflicts.filter(
      (one) => one.type === type && one.recordId === event.entity_id,
    )
    for (const one of asked) {
      const conflict = one.conflict && broughtUp(one.conflict, one.patch, event)
      if (conflict && conflict !== one.conflict) this.#queue.amend({ ...one, conflict })
    }
  }

  /** The stream has shown a record at a version: what we sent of it is now in lists and boards. */
  settle(type: string, recordId: string, version: number): void {
    this.#queue.settle(
      (one) =>
        one.type === type && one.recordId === recordId && (one.confirmedVersion ?? 0) <= version,
    )
  }

  /** Lists and boards were read afresh: nothing confirmed needs to lie over them. */
  settleAll(type?: string): void {
    this.#queue.settle((one) => !type || one.type === type)
  }

  /** Give up waiting for the events of writes answered before a moment (ms since 1970). */
  settleOlderThan(moment: number): void {
    this.#queue.settle((one) => (one.confirmedAt ?? Infinity) < moment)
  }

  /** Send what waits, now: the network is back. */
  wake(): void {
    this.#queue.wake()
  }

  /** Send nothing more (signed out); what is stored stays for the next time. */
  stop(): void {
    this.#queue.stop()
  }

  /** Later than everything known: the order of the queue is the order of these. */
  #now(): number {
    return Math.max(Date.now(), (this.#queue.operations.at(-1)?.at ?? 0) + 1)
  }

  /** The same write as a new one, under a key the server has not seen. */
  #afresh({ failure: _f, conflict: _c, triedAt: _t, ...operation }: Operation): Operation {
    return { ...operation, id: v7(), at: this.#now(), state: 'queued' }
  }

  #withRest(id: string): Operation[] {
    const operation = this.#find(id)
    if (operation?.kind !== 'create') return operation ? [operation] : []
    const { type, recordId } = operation
    return this.#queue.operations.filter((one) => one.type === type && one.recordId === recordId)
  }

  #find(id: string): Operation | undefined {
    return this.#queue.operations.find((one) => one.id === id)
  }
}

/** What a record is called, whatever field its type is named by. */
function calledIn(row: Row | undefined): string {
  return textOf(row, 'name') || textOf(row, 'title') || textOf(row, 'body')
}
