import { v7 } from 'uuid'
import { ApiError } from '@/api/errors'
import { admitted } from './admission'
import type { Journal } from './journal'
import { unsent, type Operation } from './operation'
import type { Step } from './outcome'
import { asTheyAre, isDone, Proposals, type Proposal } from './proposals'
import { Queue } from './queue'
import { inTime, QueueDisk } from './queueDisk'
import { Recently } from './recently'
import type { Records } from './records'
import { Sender, type Send } from './sender'
import type { OperationStore } from './storage'
import type { Tabs } from './tabs'

/** What the queue needs of the world. */
export interface QueueWorld {
  records: Records
  store: OperationStore
  /** What the store has not finished writing. */
  journal: Journal
  send: Send
  /** Whose it is: `<tenant id>:<user id>`. */
  scope: string
  tabs: Pick<
    Tabs,
    'id' | 'leads' | 'leader' | 'knows' | 'tell' | 'tellLeader' | 'on' | 'onLeader' | 'onGone'
  >
  /** The ids this window had before it was reloaded. */
  formerly?: ReadonlySet<string>
  /** The log position this window has reached. */
  position: () => number
  /** The server said no; the change is already rolled back. */
  onRejected: (operation: Operation, error: ApiError) => void
  /** After every change of the queue. */
  onChange: () => void
}

/**
 * One queue of writes for all windows of a person. Each window shows all of it; the leader alone sends.
 *
 * What a window changes it shows at once and proposes to the leader, again to the next one if that has
 * gone; the leader tells all what became of it. It is written down in the same moment, so that it is
 * lost with no window, however soon that ends.
 */
export class SharedQueue {
  readonly #queue: Queue
  readonly #sender: Sender
  readonly #disk: QueueDisk
  #stopped = false
  /** Whether this window leads and knows what others left; until then proposals wait. */
  #leads = false
  #waiting: [Proposal, string][] = []
  readonly #proposals: Proposals
  readonly #decided = new Recently<true>()
  /** Writes answered lately, that an absent window may propose again or have built on. */
  readonly #done = new Recently<Operation>()

  constructor(private readonly world: QueueWorld) {
    const { records, store, scope, tabs, send, position } = world
    this.#proposals = new Proposals(world.journal)
    this.#disk = new QueueDisk(store, scope, () => world.onChange())
    this.#queue = new Queue(records, position, () => world.onChange())
    this.#sender = new Sender({
      send,
      operations: () => this.#queue.operations,
      leads: () => this.#leads,
      commit: (step) => this.#commit(step),
      newId: v7,
    })
    tabs.on<Step>('outbox:step', (step, from) => {
      if (from === tabs.leader) this.#apply(step)
    })
    tabs.on<readonly Operation[]>('outbox:all', (all, from) => {
      if (from === tabs.leader) this.#join(all)
    })
    tabs.on<Proposal>('outbox:propose', (proposal, from) => this.#hear(proposal, from))
    tabs.on<string>('outbox:kept', (id) => this.#proposals.kept(id))
    tabs.on('outbox:hello', (_, from) => {
      if (this.#leads) tabs.tell('outbox:all', this.#unconfirmed(), from)
    })
    // It may have written something down and not lived to propose it.
    tabs.onGone(() => void this.#takeUp())
    tabs.onLeader(() => this.#follow())
    this.#follow()
  }

  /** In the order they were made. */
  get operations(): readonly Operation[] {
    return this.#queue.operations
  }

  /** Whether what waits outlives this page; false where the browser keeps nothing, or nothing more. */
  get lasts(): boolean {
    return this.#disk.lasts
  }

  /** Let go of confirmed writes that the lists and boards contain by now. */
  settle(isSettled: (confirmed: Operation) => boolean): void {
    this.#queue.settle(isSettled)
  }

  /** Show, and propose again, what an earlier page wrote down and did not live to see kept: a reload. */
  restore(): void {
    for (const proposal of this.#proposals.left()) this.#show(proposal)
  }

  /** Put writes in and take others out (as they are now), here at once and then everywhere. */
  propose(put: readonly Operation[], drop: readonly Operation[] = []): void {
    const proposal = this.#proposals.make(put, drop)
    if (this.#leads) return this.#hear(proposal, this.world.tabs.id)
    this.#show(proposal)
    void inTime(this.#disk.write(put)).then(() => this.#tellLeader(proposal))
  }

  /** What all windows have heard of a write, the leader takes down for all. */
  amend(operation: Operation): void {
    if (this.#leads) this.#commit({ put: [operation] })
  }

  /** Send what waits, now: the network is back. */
  wake(): void {
    this.#sender.wake()
  }

  /** Send nothing more (signed out); what is stored stays for the next time. */
  stop(): void {
    this.#stopped = true
    this.#leads = false
    this.#sender.stop()
  }

  /** Show what a leader will be asked for. */
  #show(proposal: Proposal): void {
    this.#proposals.await(proposal)
    this.#queue.apply({ put: proposal.put, drop: proposal.drop.map(({ id }) => id) })
  }

  #tellLeader(proposal: Proposal): void {
    if (this.#stopped || !this.#proposals.isUnheard(proposal)) return
    this.world.tabs.tellLeader('outbox:propose', proposal)
  }

  #hear(proposal: Proposal, from: string): void {
    if (!this.#leads) return void this.#waiting.push([proposal, from])
    this.#decide(proposal, from)
    this.#sender.pump()
  }

  /** As the leader: what becomes of a proposal. */
  #decide(proposal: Proposal, from: string): void {
    const { tabs } = this.world
    const { id, put } = proposal
    const heard: Step = { heard: id }
    if (!this.#decided.has(id)) this.#take(proposal)
    // Who proposes it again may have opened after it was told what became of it.
    else Object.assign(heard, asTheyAre(put, this.#find))
    this.#proposals.heard(id)
    if (from !== tabs.id) tabs.tell('outbox:step', heard, from)
    void this.#disk.written.then(() => {
      this.#proposals.kept(id)
      if (from !== tabs.id) tabs.tell('outbox:kept', id, from)
    })
  }

  #take(proposal: Proposal): void {
    const { id, put, drop } = proposal
    this.#decided.add(id, true)
    const stale = drop.filter((one) => this.#find(one.id)?.state !== one.state)
    if (stale.length > 0 && !isDone(proposal, this.#find)) {
      // Sent meanwhile, or settled in another window: what is said here counts.
      return this.#commit({ ...asTheyAre(stale, this.#find), drop: put.map((one) => one.id) })
    }
    const gone = drop.flatMap((one) => (this.#find(one.id) ? one.id : []))
    if (gone.length > 0) this.#commit({ drop: gone })
    for (const one of put)
      this.#commit(admitted(one, { operations: this.operations, done: this.#done }))
  }

  /** As the leader: change the queue, on the disk and in every window. */
  #commit(step: Step): void {
    for (const one of step.put ?? []) if (one.state === 'confirmed') this.#done.add(one.id, one)
    void this.#disk.write(step.put ?? [], step.drop ?? [])
    this.world.tabs.tell('outbox:step', step)
    this.#apply(step)
  }

  #apply(step: Step): void {
    if (step.heard) this.#proposals.heard(step.heard)
    if (step.put ?? step.drop) this.#queue.apply(step)
    if (step.refused) this.#reject(step.refused)
  }

  /** Said in the window it was made in, or by the leader where that is gone. */
  #reject({ operation, status, code, message }: NonNullable<Step['refused']>): void {
    const { tabs, onRejected } = this.world
    if (operation.owner === tabs.id || (this.#leads && !tabs.knows(operation.owner)))
      onRejected(operation, new ApiError(status, code, message))
  }

  /** Another window leads, or this one, or none. */
  #follow(): void {
    this.#leads = false
    if (this.#stopped) return
    if (this.world.tabs.leads) void this.#lead()
    else this.world.tabs.tellLeader('outbox:hello')
  }

  async #lead(): Promise<void> {
    await this.#takeUp()
    if (this.#stopped || !this.world.tabs.leads) return
    this.#leads = true
    // What the last leader had on its way is sent again, under the same key.
    this.#queue.replace(this.operations.map(unsent))
    this.world.tabs.tell('outbox:all', this.#unconfirmed())
    const ours = this.#proposals.unheard.map((one) => [one, this.world.tabs.id] as const)
    for (const [proposal, from] of [...ours, ...this.#waiting.splice(0)])
      this.#decide(proposal, from)
    this.#sender.pump()
  }

  /** As the leader: take up what is on the disk or in the journal, and nobody has told us of. */
  async #takeUp(): Promise<void> {
    const { tabs } = this.world
    if (!tabs.leads) return
    const stored = await this.#disk.load()
    if (this.#stopped || !tabs.leads) return
    const fresh = stored.filter(({ id }) => !this.#find(id) && !this.#done.has(id))
    if (fresh.length > 0 && this.#leads) this.#commit({ put: fresh })
    else if (fresh.length > 0) this.#queue.apply({ put: fresh })
    for (const proposal of this.#proposals.left()) this.#hear(proposal, tabs.id)
    this.#sender.pump()
  }

  /** As a follower: the leader's list, and over it what it has not heard from us. */
  #join(all: readonly Operation[]): void {
    const { unheard } = this.#proposals
    const gone = new Set(unheard.flatMap(({ drop }) => drop.map(({ id }) => id)))
    const known = new Set(all.map(({ id }) => id))
    const ours = [
      ...this.operations.filter(({ state }) => state === 'confirmed'),
      ...unheard.flatMap(({ put }) => put),
    ]
    this.#queue.replace([
      ...all.filter(({ id }) => !gone.has(id)),
      ...ours.filter(({ id }) => !known.has(id)),
    ])
    for (const proposal of unheard) this.#tellLeader(proposal)
  }

  readonly #find = (id: string): Operation | undefined => this.#queue.find(id)

  #unconfirmed(): readonly Operation[] {
    return this.operations.filter(({ state }) => state !== 'confirmed')
  }
}
