import type { Ack } from './stream'

/** One connection of somebody, and what they are doing there. */
export interface Member {
  id: string
  user_id: string
  name: string
  state: PresenceState
}

export interface PresenceState {
  /** The field they edit. */
  field?: string | null
  [key: string]: unknown
}

interface PresenceFrame {
  topic: string
  joined?: Member[]
  left?: string[]
  changed?: Member[]
}

interface Line {
  request(event: string, payload: unknown): Promise<Ack>
  hint(event: string, payload: unknown): void
  on<T>(event: string, listener: (payload: T) => void): () => void
}

interface Topic {
  watchers: number
  members: Map<string, Member>
  /** A stable array for React; replaced on change. */
  shown: readonly Member[]
  state: PresenceState
  listeners: Set<() => void>
  sentAt: number
  timer: ReturnType<typeof setTimeout> | undefined
  leave: ReturnType<typeof setTimeout> | undefined
}

const NOBODY: readonly Member[] = []
// Ten a second is smooth to watch and far below the server's limit of fifty.
const EVERY_MS = 100
const HEARTBEAT_MS = 15_000
// A screen that is left and entered again (a route change) should not flicker for others.
const LINGER_MS = 400

/** Who is where, and telling others where we are. Topics: "tenant", "pipeline:<id>", "deal:<id>"… */
export class Presence {
  readonly #topics = new Map<string, Topic>()
  #heart: ReturnType<typeof setInterval> | undefined
  readonly #stop: () => void

  constructor(private readonly line: Line) {
    this.#stop = line.on<PresenceFrame>('presence', (frame) => this.#take(frame))
    this.#heart = setInterval(() => this.#beat(), HEARTBEAT_MS)
  }

  /** Be present on a topic until the returned function is called. */
  watch(name: string): () => void {
    const topic = this.#topic(name)
    clearTimeout(topic.leave)
    if (topic.watchers++ === 0) void this.#join(name, topic)
    let gone = false
    return () => {
      if (gone) return
      gone = true
      if (--topic.watchers > 0) return
      topic.leave = setTimeout(() => {
        clearTimeout(topic.timer)
        this.#topics.delete(name)
        void this.line.request('unwatch', { topic: name })
      }, LINGER_MS)
    }
  }

  /** Who is there, ourselves included (one entry per connection). */
  members(name: string): readonly Member[] {
    return this.#topics.get(name)?.shown ?? NOBODY
  }

  subscribe(name: string, listener: () => void): () => void {
    const { listeners } = this.#topic(name)
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  /** Change part of what others see of us on a topic; `undefined` takes a key away. At most ten times a second. */
  publish(name: string, part: PresenceState): void {
    const topic = this.#topic(name)
    topic.state = Object.fromEntries(
      Object.entries({ ...topic.state, ...part }).filter(([, value]) => value !== undefined),
    )
    if (topic.timer) return
    const wait = Math.max(0, topic.sentAt + EVERY_MS - Date.now())
    topic.timer = setTimeout(() => {
      topic.timer = undefined
      topic.sentAt = Date.now()
      if (topic.watchers > 0) this.line.hint('presence', { topic: name, state: topic.state })
    }, wait)
  }

  /** Connected again: be where we were. */
  rejoin(): void {
    for (const [name, topic] of this.#topics) if (topic.watchers > 0) void this.#join(name, topic)
  }

  /** Disconnected: whom we saw may be gone. */
  forget(): void {
    for (const topic of this.#topics.values()) this.#show(topic, new Map())
  }

  stop(): void {
    clearInterval(this.#heart)
    this.#stop()
    for (const topic of this.#topics.values()) {
      clearTimeout(topic.timer)
      clearTimeout(topic.leave)
    }
  }

  async #join(name: string, topic: Topic): Promise<void> {
    const answer = await this.line.request('watch', { topic: name })
    if (!answer.ok || this.#topics.get(name) !== topic) return
    const there = (answer['members'] ?? []) as Member[]
    this.#show(topic, new Map(there.map((member) => [member.id, member])))
    if (Object.keys(topic.state).length > 0)
      this.line.hint('presence', { topic: name, state: topic.state })
  }

  #beat(): void {
    for (const [name, topic] of this.#topics)
      if (topic.watchers > 0) this.line.hint('presence', { topic: name, state: topic.state })
  }

  #take({ topic: name, joined = [], left = [], changed = [] }: PresenceFrame): void {
    const topic = this.#topics.get(name)
    if (!topic) return
    const members = new Map(topic.members)
    for (const member of [...joined, ...changed]) members.set(member.id, member)
    for (const id of left) members.delete(id)
    this.#show(topic, members)
  }

  #show(topic: Topic, members: Map<string, Member>): void {
    topic.members = members
    topic.shown = [...members.values()]
    for (const listener of [...topic.listeners]) listener()
  }

  #topic(name: string): Topic {
    let topic = this.#topics.get(name)
    if (!topic) {
      topic = {
        watchers: 0,
        members: new Map(),
        shown: NOBODY,
        state: {},
        listeners: new Set(),
        sentAt: 0,
        timer: undefined,
        leave: undefined,
      }
      this.#topics.set(name, topic)
    }
    return topic
  }
}
