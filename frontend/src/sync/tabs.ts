import { v4 } from 'uuid'
import { ofThisBrowser, type Browser } from './browser'
import { LeaderWatch } from './leaderWatch'
import { Questions } from './questions'

const ANSWER_MS = 8_000

interface Message {
  from: string
  /** One window, or all others. */
  to?: string
  about: string
  body?: unknown
}

type Listener = (body: never, from: string) => void

/**
 * This browser's windows of one person in one organisation, and which of them leads.
 *
 * The leader holds the socket and sends what waits; the others ask it. Who holds the lock leads: it
 * goes with the window, however that ends. A leader that is frozen keeps its lock and answers
 * nothing: then a visible window takes it. Where locks or channels are missing, each leads itself.
 */
export class Tabs {
  readonly id = v4()
  #leader: string | null = null
  #stopped = true
  #turn: AbortController | undefined
  #resign: () => void = () => undefined
  #leave: () => void = () => undefined
  #channel: BroadcastChannel | undefined
  readonly #watch = new LeaderWatch({
    watches: () => !this.#stopped && !this.leads && !document.hidden,
    ask: () => this.tell(this.#leader ? 'ping' : 'who', undefined, this.#leader ?? undefined),
    onSilence: () => this.#stand(true),
  })
  readonly #questions = new Questions()
  readonly #known = new Set<string>()
  readonly #listeners = new Map<string, Set<Listener>>()
  readonly #answers = new Map<string, (body: never, from: string) => unknown>()
  readonly #roles = new Set<() => void>()
  readonly #gone = new Set<(tab: string) => void>()

  constructor(
    private readonly name: string,
    /** Whether, as the leader, a visible window would do it better. */
    private readonly tired: () => boolean = () => false,
    private readonly browser: Browser = ofThisBrowser(),
  ) {}

  get alone(): boolean {
    return !this.browser.locks || !this.browser.channel
  }

  get leads(): boolean {
    return this.#leader === this.id
  }

  /** Who leads: a window's id, or null while nobody is known to. */
  get leader(): string | null {
    return this.#leader
  }

  /** As the leader: whether a window is there. */
  knows(tab: string): boolean {
    return this.#known.has(tab)
  }

  /** Find the others, and stand for leader. */
  start(): void {
    if (!this.#stopped) return
    this.#stopped = false
    if (this.alone) return this.#follow(this.id)
    addEventListener('pagehide', this.#sleep)
    addEventListener('pageshow', this.#wake)
    document.addEventListener('freeze', this.#sleep)
    document.addEventListener('resume', this.#wake)
    document.addEventListener('visibilitychange', this.#watch.look)
    this.#arrive()
  }

  /** Leave: the next in line leads. */
  stop(): void {
    if (this.#stopped) return
    this.#depart()
    this.#follow(null)
    this.#stopped = true
    removeEventListener('pagehide', this.#sleep)
    removeEventListener('pageshow', this.#wake)
    document.removeEventListener('freeze', this.#sleep)
    document.removeEventListener('resume', this.#wake)
    document.removeEventListener('visibilitychange', this.#watch.look)
  }

  /** Say something to the other windows, or to one. */
  tell(about: string, body?: unknown, to?: string): void {
    if (to === this.id) return this.#hear({ from: this.id, about, body })
    this.#channel?.postMessage({ from: this.id, about, body, ...(to ? { to } : {}) })
  }

  /** Say something to the leader, who may be this window; lost while there is none. */
  tellLeader(about: string, body?: unknown): void {
    if (this.#leader) this.tell(about, body, this.#leader)
  }

  /** Ask the leader. Raises if it goes meanwhile, or gives no answer in `within` ms. */
  async ask(about: string, body: unknown, within = ANSWER_MS): Promise<unknown> {
    if (this.leads) return this.#answers.get(about)?.(body as never, this.id)
    if (!this.#leader) throw new Error('No window leads.')
    return this.#questions.put(within, (id) => this.tellLeader('question', { id, about, body }))
  }

  /** As the leader, answer the questions about something. */
  answer<T>(about: string, give: (body: T, from: string) => unknown): void {
    this.#answers.set(about, give)
  }

  /** Hear what other windows say about something (and what is said to this one). */
  on<T>(about: string, listener: (body: T, from: string) => void): void {
    const set = this.#listeners.get(about) ?? new Set()
    this.#listeners.set(about, set.add(listener))
  }

  /** Be told when another window leads, or none. */
  onLeader(listener: () => void): void {
    this.#roles.add(listener)
  }

  /** As the leader, be told of a window that is gone. */
  onGone(listener: (tab: string) => void): void {
    this.#gone.add(listener)
  }

  #arrive(): void {
    const { locks, channel } = this.browser
    if (this.#channel || !locks || !channel) return
    this.#channel = channel(`sp-tabs-${this.name}`)
    this.#channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (!data.to || data.to === this.id) this.#hear(data)
    }
    // Held for as long as this window lives: by it the leader sees that it does not any more.
    void locks.request(`sp-tab-${this.id}`, () => new Promise<void>((r) => (this.#leave = r)))
    this.#watch.start()
    this.tell('who')
    this.#stand()
  }

  /** The page is put away (perhaps for good, perhaps to come back as it was). */
  #depart(): void {
    if (!this.#channel) return
    this.#watch.stop()
    this.tell(this.leads ? 'resigned' : 'bye')
    this.#turn?.abort()
    this.#turn = undefined
    this.#resign()
    this.#leave()
    this.#follow(null)
    this.#channel.close()
    this.#channel = undefined
  }

  readonly #sleep = (): void => this.#depart()
  readonly #wake = (): void => {
    if (!this.#stopped) this.#arrive()
  }

  /** Queue for the lock, or take it away from a leader that does not answer. */
  #stand(steal = false): void {
    this.#turn?.abort()
    const turn = (this.#turn = new AbortController())
    const how = steal ? { steal } : { signal: turn.signal }
    const reign = () => {
      if (this.#turn !== turn) return undefined
      this.#follow(this.id)
      this.tell('lead')
      return new Promise<void>((resolve) => (this.#resign = resolve))
    }
    void this.browser.locks?.request(`sp-lead-${this.name}`, how, reign).catch(() => {
      // Ours was taken (a queued one that we gave up ourselves is no longer our turn).
      if (this.#turn !== turn) return
      if (this.leads) this.#follow(null)
      this.tell('who')
      this.#stand()
    })
  }

  #follow(leader: string | null): void {
    if (leader === this.#leader) return
    this.#leader = leader
    this.#watch.heard()
    this.#questions.fail(new Error('The leader has gone.'))
    for (const listener of this.#roles) listener()
  }

  #hear({ from, about, body }: Message): void {
    if (from !== this.id) this.#notice(from)
    if (about === 'who' || about === 'ping') {
      if (this.leads) this.tell(about === 'who' ? 'lead' : 'pong', this.tired(), from)
    } else if (about === 'lead') this.#follow(from)
    else if (about === 'resigned') {
      if (this.#leader === from) this.#follow(null)
    } else if (about === 'pong') this.#heardOf(from, body as boolean)
    else if (about === 'bye') this.#miss(from)
    else if (about === 'question') void this.#reply(from, body as never)
    else if (about === 'answer') this.#questions.settle(...(body as [string, unknown]))
    else for (const one of [...(this.#listeners.get(about) ?? [])]) one(body as never, from)
  }

  #heardOf(leader: string, tired: boolean): void {
    if (leader !== this.#leader) return
    this.#watch.heard()
    if (tired && !document.hidden) this.#stand(true)
  }

  async #reply(from: string, { id, about, body }: { id: string; about: string; body: never }) {
    const give = this.#answers.get(about)
    if (!this.leads || !give) return
    const answer = await Promise.resolve(give(body, from)).catch((error: unknown) =>
      error instanceof Error ? error : new Error(String(error)),
    )
    this.tell('answer', [id, answer], from)
  }

  /** As the leader, wait for the end of a window that has spoken. */
  #notice(tab: string): void {
    if (!this.leads || this.#known.has(tab)) return
    this.#known.add(tab)
    void this.browser.locks?.request(`sp-tab-${tab}`, { mode: 'shared' }, () => this.#miss(tab))
  }

  #miss(tab: string): void {
    if (!this.#known.delete(tab) || !this.leads) return
    for (const listener of this.#gone) listener(tab)
  }
}
