import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Stream, type Connection, type StreamWorld } from './stream'
import type { LogEvent } from './types'
import type { Wire } from './wire'

/** A connection, driven by the test as the server would. */
class FakeSocket {
  connected = false
  active = true
  connects = 0
  readonly #on = new Map<string, (payload: never) => void>()
  on(event: string, listener: (payload: never) => void) {
    this.#on.set(event, listener)
    return this
  }
  connect() {
    this.connects++
    return this
  }
  disconnect() {
    this.connected = false
    this.server('disconnect', 'io client disconnect')
    return this
  }
  server(event: string, payload: unknown) {
    if (event === 'ready') this.connected = true
    this.#on.get(event)?.(payload as never)
  }
}

let socket: FakeSocket
let auth: () => { token: string | null; since?: number }
let told: string[]
let applied: number[]
let stream: Stream
let renewed: string | null
const network = { onLine: true }
/** The browser says that there is no network. */
let lose: () => void

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('addEventListener', (event: string, listener: () => void) => {
    if (event === 'offline') lose = listener
  })
  vi.stubGlobal('removeEventListener', () => undefined)
  vi.stubGlobal('document', {
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    visibilityState: 'visible',
  })
  network.onLine = true
  vi.stubGlobal('navigator', network)
  socket = new FakeSocket()
  told = []
  applied = []
  renewed = 'new token'
  const world: StreamWorld = {
    token: () => 'token',
    renewToken: () => Promise.resolve(renewed),
    onEvents: (events) => applied.push(...events.map((event) => (event as LogEvent).seq)),
    onReset: (reason) => told.push(`reset ${reason}`),
    onConnection: (connection: Connection) => told.push(connection),
    onReady: () => told.push('ready'),
    onRevoked: (reason) => told.push(`revoked ${reason}`),
    open: (give) => {
      auth = give
      return socket as unknown as Wire
    },
  }
  stream = new Stream(world)
})
afterEach(() => {
  stream.stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

async function start(): Promise<void> {
  stream.cursor.anchor(5)
  stream.start()
  await vi.advanceTimersByTimeAsync(0)
}
const ready = (seq: number, resumed = true) =>
  socket.server('ready', { seq, resumed, tenant_id: 't', user_id: 'u', instance: 'i' })
const changes = (from: number, to: number) =>
  socket.server('changes', {
    from,
    to,
    events: Array.from({ length: to - from }, (_, i) => ({
      seq: from + i + 1,
      type: 'deal.updated',
    })),
  })

describe('the stream', () => {
  it('asks from the first snapshot’s position and is live once it has what it missed', async () => {
    await start()
    expect(auth()).toEqual({ token: 'token', since: 5 })
    ready(7)
    expect(told.at(-1)).toBe('catching-up')
    changes(5, 7)
    expect(applied).toEqual([6, 7])
    expect(told.at(-1)).toBe('live')
  })

  it('comes back with its place after a hole, applying nothing out of order', async () => {
    await start()
    ready(5)
    changes(6, 8)
    expect(applied).toEqual([])
    expect(auth().since).toBe(5)
    vi.advanceTimersByTime(1_100)
    expect(socket.connects).toBe(2)
    ready(8)
    changes(5, 8)
    expect(applied).toEqual([6, 7, 8])
    expect(told.at(-1)).toBe('live')
  })

  it('takes fresh snapshots on reset and goes on from there', async () => {
    await start()
    ready(5)
    socket.server('reset', { seq: 900, reason: 'too_far_behind' })
    expect(told).toContain('reset too_far_behind')
    changes(900, 901)
    expect(applied).toEqual([901])
  })

  it('takes fresh snapshots, too, when the server could not resume and says nothing else', async () => {
    await start()
    ready(50, false)
    expect(told).not.toContain('reset not_resumed')
    vi.advanceTimersByTime(1_000)
    expect(told).toContain('reset not_resumed')
    expect(auth().since).toBe(50)
  })

  it('resets once where the server says why', async () => {
    await start()
    ready(50, false)
    socket.server('reset', { seq: 50, reason: 'access_changed' })
    vi.advanceTimersByTime(2_000)
    expect(told.filter((one) => one.startsWith('reset'))).toEqual(['reset access_changed'])
  })

  it('does not call a blink offline', async () => {
    await start()
    ready(5)
    socket.server('disconnect', 'transport close')
    vi.advanceTimersByTime(1_000)
    ready(5)
    vi.advanceTimersByTime(5_000)
    expect(told).not.toContain('offline')
    socket.server('disconnect', 'transport close')
    vi.advanceTimersByTime(3_000)
    expect(told.at(-1)).toBe('offline')
  })

  it('does not call a line offline that is catching up', async () => {
    await start()
    ready(5)
    socket.server('disconnect', 'transport close')
    vi.advanceTimersByTime(2_000)
    ready(9)
    vi.advanceTimersByTime(1_000)
    expect(told.at(-1)).toBe('catching-up')
    changes(5, 9)
    expect(told).not.toContain('offline')
  })

  it('is where it was when a line that the browser called lost is heard again', async () => {
    await start()
    ready(5)
    network.onLine = false
    lose()
    network.onLine = true
    expect(told.at(-1)).toBe('offline')
    told = []
    changes(5, 6)
    changes(6, 7)
    expect(told).toEqual(['ready', 'live', 'live'])
  })

  it('gives up a line that has fallen silent', async () => {
    await start()
    ready(5)
    vi.advanceTimersByTime(26_000)
    expect(socket.connects).toBeGreaterThan(1)
  })

  it('renews a refused token and tries again; is signed out if there is none', async () => {
    await start()
    socket.active = false
    const refused = Object.assign(new Error('Your session has expired.'), {
      data: { code: 'token_expired' },
    })
    socket.server('connect_error', refused)
    await vi.advanceTimersByTimeAsync(1_100)
    expect(socket.connects).toBe(2)
    renewed = null
    socket.server('connect_error', refused)
    await vi.advanceTimersByTimeAsync(1_100)
    expect(told.at(-1)).toBe('revoked token_expired')
    expect(socket.connects).toBe(2)
  })

  it('leaves network errors to socket.io, which tries by itself', async () => {
    await start()
    socket.server('connect_error', new Error('xhr poll error'))
    await vi.advanceTimersByTimeAsync(2_000)
    expect(socket.connects).toBe(1)
  })
})
