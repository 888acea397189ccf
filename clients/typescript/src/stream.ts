import { io, type Socket } from 'socket.io-client'
import { pause, sleep } from './jitter.js'
import { type Session, SignedOut, Unreachable } from './session.js'
import type { Store } from './store.js'
import { type Changes, type LogEvent, numberOf, type Row, TYPES } from './types.js'

const SILENCE_MS = 25_000 // the server says something every 10 s at least

type Message =
  | { kind: 'ready' | 'reset' }
  | { kind: 'changes'; changes: Changes }
  | { kind: 'revoked'; reason: string }
  | { kind: 'refused'; code: string }
  | { kind: 'closed' }

/** Keeps a Store equal to what the server would show. */
export class Stream {
  #failures = 0
  #take: ((message: Message) => void) | undefined

  constructor(
    private readonly session: Session,
    private readonly store: Store,
    private readonly onEvents: (events: LogEvent[]) => void = () => undefined,
  ) {}

  /** For ever; throws SignedOut when there is no session any more. */
  async run(): Promise<never> {
    for (;;) {
      try {
        if (this.store.position === null) await this.#takeSnapshot()
        await this.#listen()
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error
      }
      await sleep(pause(this.#failures++))
    }
  }

  /** Lose the connection, as a phone in a lift does; `run` comes back by itself. */
  drop(): void {
    this.#take?.({ kind: 'closed' })
  }

  /** All we may see. Pages are read at different moments: the earliest is where we go on from. */
  async #takeSnapshot(): Promise<void> {
    const snapshot: Record<string, Row[]> = {}
    const positions: number[] = []
    for (const entity of Object.keys(TYPES)) snapshot[entity] = await this.#all(entity, positions)
    this.store.replace(snapshot, Math.min(...positions))
  }

  async #all(entity: string, positions: number[]): Promise<Row[]> {
    const rows: Row[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''
      const answer = await this.session.request('GET', `/${TYPES[entity]}?limit=200${page}`)
      if (!answer.ok) throw new Unreachable(`${entity}: ${answer.status}`)
      positions.push(Number(answer.headers.get('X-Log-Seq')))
      const body = (await answer.json()) as {
        data: Row[]
        pagination: { next_cursor: string | null }
      }
      rows.push(...body.data)
      cursor = body.pagination.next_cursor
    }
    return rows
  }

  /** One connection, until it ends. Messages are taken one after the other, also when one needs a request. */
  async #listen(): Promise<void> {
    const waiting: Message[] = []
    let wake: () => void = () => undefined
    this.#take = (message) => {
      waiting.push(message)
      wake()
    }
    const socket = this.#open(await this.session.token(), this.#take)
    const renewing = setInterval(() => void this.#renew(socket), 5_000)
    try {
      for (;;) {
        if (waiting.length === 0) {
          const silence = setTimeout(() => this.#take?.({ kind: 'closed' }), SILENCE_MS)
          await new Promise<void>((resolve) => (wake = resolve))
          clearTimeout(silence)
        }
        const message = waiting.shift()
        if (message && (await this.#hear(message)) === 'over') return
      }
    } finally {
      this.#take = undefined
      clearInterval(renewing)
      socket.disconnect()
    }
  }

  #open(token: string, take: (message: Message) => void): Socket {
    const socket = io(`${this.session.url}/t/${this.session.tenantId}`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false, // ours says where we are, each time
      auth: { token, since: this.store.position },
    })
    socket.on('ready', () => take({ kind: 'ready' }))
    socket.on('changes', (changes: Changes) => take({ kind: 'changes', changes }))
    socket.on('reset', () => take({ kind: 'reset' }))
    socket.on('revoked', ({ reason }: { reason: string }) => take({ kind: 'revoked', reason }))
    socket.on('connect_error', (error: Error & { data?: { code?: string } }) =>
      take({ kind: 'refused', code: error.data?.code ?? 'unreachable' }),
    )
    socket.on('disconnect', () => take({ kind: 'closed' }))
    return socket
  }

  async #hear(message: Message): Promise<'over' | undefined> {
    switch (message.kind) {
      case 'ready':
        this.#failures = 0
        return
      case 'changes':
        return this.#changes(message.changes)
      case 'reset': // too much was missed, or what we may see has changed
        await this.#takeSnapshot()
        return
      case 'revoked': // throws SignedOut if that is what it means
        if (message.reason !== 'expired') await this.session.token(true)
        return 'over'
      case 'refused':
        if (/token|session|member/.test(message.code)) await this.session.token(true)
        return 'over'
      case 'closed':
        return 'over'
    }
  }

  async #changes({ from, to, events }: Changes): Promise<'over' | undefined> {
    const position = this.store.position ?? 0
    if (to <= position) return // a snapshot was ahead
    if (from > position) return 'over' // a hole: we come back with our place, and the server fills it
    const news = events.filter((event) => numberOf(event) > position)
    for (const event of news)
      if (event.type === 'bulk' && TYPES[event.entity])
        this.store.replace({ [event.entity]: await this.#all(event.entity, []) }, null)
    this.store.apply(news, to)
    if (news.length > 0) this.onEvents(news)
    return
  }

  /** Hand over the next token before this one ends: the connection then need not. */
  async #renew(socket: Socket): Promise<void> {
    if (this.session.renewalDue > 0 || !socket.connected) return
    try {
      const token = await this.session.token()
      await socket.timeout(10_000).emitWithAck('renew', { token })
    } catch (error) {
      // The server ends the connection with the token; `run` then finds out why.
      if (!(error instanceof SignedOut)) console.error('renewal failed', error)
    }
  }
}
