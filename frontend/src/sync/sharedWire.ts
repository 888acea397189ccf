import { Hub } from './hub'
import { Recent } from './recent'
import type { Ack } from './stream'
import type { Tabs } from './tabs'
import type { Changes } from './types'
import type { Handshake, Trunk, Wire } from './wire'

export interface SharedWorld {
  tabs: Tabs
  /** Opens the real socket; only the window that leads does. */
  open: (auth: () => Handshake) => Promise<Trunk>
}

interface Told {
  event: string
  payload: unknown
}

/**
 * This window's end of the connection that it shares with the browser's other windows.
 *
 * To the stream it is a socket: it connects from a position, is lost, comes back. That another window
 * may hold the real one, or take it over, shows as one lost connection at most.
 */
export class SharedWire implements Wire {
  #auth: () => Handshake
  #wanted = false
  #ready = false
  #active = false
  #hub: Hub | null = null
  #from: string | null = null
  readonly #recent = new Recent()
  readonly #listeners = new Map<string, ((payload: never) => void)[]>()

  constructor(
    private readonly world: SharedWorld,
    auth: () => Handshake,
  ) {
    this.#auth = auth
    const { tabs } = world
    tabs.on<Told>('wire', (told, from) => this.#hear(told, from))
    tabs.on<number | null>('attach', (since, from) => this.#hub?.attach(from, since))
    tabs.on('detach', (_, from) => this.#hub?.leave(from))
    tabs.on<Told>('hint', ({ event, payload }, from) => this.#hub?.hint(from, event, payload))
    tabs.answer<Told & { within: number }>('ask', ({ event, payload, within }, from) =>
      this.#hub?.ask(from, event, payload, within),
    )
    tabs.onGone((tab) => this.#hub?.leave(tab))
    tabs.onLeader(() => this.#follow())
    this.#follow()
  }

  get connected(): boolean {
    return this.#ready
  }

  get active(): boolean {
    return this.#active
  }

  on(event: string, listener: (payload: never) => void): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener])
  }

  connect(): void {
    this.#wanted = true
    if (!this.#ready) this.#attach()
  }

  disconnect(): void {
    if (this.#ready) this.world.tabs.tellLeader('detach')
    this.#wanted = this.#active = false
    this.#lose('io client disconnect')
  }

  async request(event: string, payload: unknown, within: number): Promise<Ack> {
    if (!this.#ready) throw new Error('Not connected.')
    return (await this.world.tabs.ask('ask', { event, payload, within }, within)) as Ack
  }

  hint(event: string, payload: unknown): void {
    if (this.#ready) this.world.tabs.tellLeader('hint', { event, payload })
  }

  #attach(): void {
    this.world.tabs.tellLeader('attach', this.#auth().since ?? null)
  }

  /** Another window leads, or this one does, or none. */
  #follow(): void {
    const { tabs, open } = this.world
    this.#from = tabs.leader
    this.#active = this.#wanted
    this.#hub?.stop()
    this.#hub = tabs.leads
      ? new Hub({
          open,
          token: () => this.#auth().token,
          recent: this.#recent,
          tell: (event, payload, tab) => this.#say({ event, payload }, tab),
        })
      : null
    this.#lose('transport close')
    if (this.#wanted) this.#attach()
  }

  #say(told: Told, tab?: string): void {
    const { tabs } = this.world
    if (tab !== tabs.id) tabs.tell('wire', told, tab)
    if (!tab || tab === tabs.id) this.#hear(told, tabs.id)
  }

  #hear({ event, payload }: Told, from: string): void {
    if (from !== this.#from || !this.#wanted) return
    if (event === 'connect_error') return this.#refused(payload as { active: boolean })
    if (event === 'disconnect') {
      const { reason, active } = payload as { reason: string; active: boolean }
      this.#active = active
      return this.#lose(reason)
    }
    if (event === 'ready') this.#ready = this.#active = true
    // What is said to all is not for a window that is not yet brought up to date.
    if (!this.#ready) return
    if (event === 'changes') this.#remember(payload as Changes)
    if (event === 'reset') this.#recent.reset((payload as { seq: number }).seq)
    this.#pass(event, payload)
  }

  /** For the time when this window leads. */
  #remember(frame: Changes): void {
    if (this.#recent.take(frame)) return
    this.#recent.reset(frame.from)
    this.#recent.take(frame)
  }

  #refused(error: { active: boolean }): void {
    this.#active = error.active
    this.#pass('connect_error', error)
  }

  #lose(reason: string): void {
    if (!this.#ready) return
    this.#ready = false
    this.#pass('disconnect', reason)
  }

  #pass(event: string, payload: unknown): void {
    this.#listeners.get(event)?.forEach((listener) => listener(payload as never))
  }
}
