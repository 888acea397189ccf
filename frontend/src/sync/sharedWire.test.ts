import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeBrowser, type FakeWindow } from './browser.fake'
import { SharedWire } from './sharedWire'
import { Stream } from './stream'
import type { Changes, LogEvent } from './types'
import type { Handshake, Trunk } from './wire'

/** A server's log, and every connection to it. */
class Server {
  seq = 10
  connects = 0
  asked: [string, unknown][] = []
  hinted: [string, unknown][] = []
  readonly open = new Set<FakeTrunk>()

  append(): void {
    this.seq++
    for (const trunk of this.open) trunk.hear('changes', frame(this.seq - 1, this.seq))
  }
}

const frame = (from: number, to: number): Changes => ({
  from,
  to,
  events: Array.from({ length: to - from }, (_, i) => ({ seq: from + i + 1 }) as LogEvent),
})

class FakeTrunk implements Trunk {
  connected = false
  active = true
  readonly #on = new Map<string, (payload: never) => void>()
  #any: (event: string, payload: unknown) => void = () => undefined

  constructor(
    private readonly server: Server,
    private readonly auth: () => Handshake,
  ) {}

  on(event: string, listener: (payload: never) => void) {
    this.#on.set(event, listener)
  }
  onAny(listener: (event: string, payload: unknown) => void) {
    this.#any = listener
  }
  connect() {
    if (this.connected) return
    this.connected = true
    this.server.connects++
    this.server.open.add(this)
    const { since } = this.auth()
    const { seq } = this.server
    void Promise.resolve().then(() => {
      this.hear('ready', { seq, resumed: since !== undefined })
      if (since !== undefined && since < seq) this.hear('changes', frame(since, seq))
    })
  }
  disconnect() {
    this.cut('io client disconnect')
  }
  cut(reason = 'transport close') {
    if (!this.connected) return
    this.connected = false
    this.server.open.delete(this)
    this.#on.get('disconnect')?.(reason as never)
  }
  hear(event: string, payload: unknown) {
    if (this.connected) this.#any(event, payload)
  }
  request(event: string, payload: unknown) {
    this.server.asked.push([event, payload])
    return Promise.resolve({ ok: true })
  }
  hint(event: string, payload: unknown) {
    this.server.hinted.push([event, payload])
  }
}

interface Opened extends FakeWindow {
  stream: Stream
  applied: number[]
  resets: string[]
  heard: unknown[]
}

let browser: FakeBrowser
let server: Server
let opened: Opened[]

beforeEach(() => {
  vi.useFakeTimers()
  for (const name of ['addEventListener', 'removeEventListener'])
    vi.stubGlobal(name, () => undefined)
  vi.stubGlobal('document', {
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    visibilityState: 'visible',
    hidden: false,
  })
  vi.stubGlobal('navigator', { onLine: true })
  browser = new FakeBrowser()
  server = new Server()
  opened = []
})
afterEach(() => {
  for (const { stream, tabs } of opened) {
    stream.stop()
    tabs.stop()
  }
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const settle = () => vi.advanceTimersByTimeAsync(10)

async function open(since = server.seq): Promise<Opened> {
  const window = browser.window('ana')
  const [applied, resets, heard]: [number[], string[], unknown[]] = [[], [], []]
  const trunk = (auth: () => Handshake) => Promise.resolve(new FakeTrunk(server, auth))
  const stream = new Stream({
    open: (auth) => new SharedWire({ tabs: window.tabs, open: trunk }, auth),
    token: () => 'token',
    renewToken: () => Promise.resolve('token'),
    onEvents: (events) => applied.push(...events.map((event) => (event as LogEvent).seq)),
    onReset: (reason) => resets.push(reason),
    onConnection: () => undefined,
    onReady: () => undefined,
    onRevoked: () => undefined,
  })
  stream.on('note:update', (payload) => heard.push(payload))
  const one = { ...window, stream, applied, resets, heard }
  opened.push(one)
  window.tabs.start()
  stream.cursor.anchor(since)
  stream.start()
  await settle()
  return one
}

function appends(count: number): void {
  for (let i = 0; i < count; i++) server.append()
}
const after = (seq: number, count: number) => Array.from({ length: count }, (_, i) => seq + i + 1)

describe('a shared connection', () => {
  it('is one socket for all windows, and each hears every change once and in order', async () => {
    const [one, two] = [await open(), await open()]
    appends(3)
    await settle()
    expect(server.open.size).toBe(1)
    expect(server.connects).toBe(1)
    expect([one.applied, two.applied]).toEqual([after(10, 3), after(10, 3)])
  })

  it('brings a window that read its snapshot a moment ago up to date without the server', async () => {
    await open()
    appends(5)
    await settle()
    const late = await open(12)
    expect(late.applied).toEqual([13, 14, 15])
    expect(server.connects).toBe(1)
  })

  it('lets a window whose snapshot is too old read again, and no other', async () => {
    const one = await open()
    appends(1)
    await settle()
    const old = await open(3)
    expect(old.resets).toEqual(['too_far_behind'])
    expect(one.resets).toEqual([])
    appends(1)
    await settle()
    expect(old.applied).toEqual([12])
  })

  it.each(['crash', 'close'] as const)(
    'goes on in another window after a %s of the leader, without a gap or a repetition',
    async (end) => {
      const [one, two, three] = [await open(), await open(), await open()]
      appends(2)
      await settle()
      if (end === 'crash') {
        one.crash()
        server.open.clear() // its socket dies with it
      } else {
        one.stream.stop()
        one.tabs.stop()
      }
      appends(2) // while nobody listens
      await settle()
      appends(2)
      await settle()
      expect(two.applied).toEqual(after(10, 6))
      expect(three.applied).toEqual(after(10, 6))
      expect(server.open.size).toBe(1)
    },
  )

  it('goes on in a visible window when the leader is frozen, which catches up when it thaws', async () => {
    const [one, two] = [await open(), await open()]
    one.freeze(true)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(two.tabs.leads).toBe(true)
    appends(2)
    await settle()
    expect(two.applied).toEqual(after(10, 2))
    one.freeze(false)
    await settle()
    expect(one.applied).toEqual(after(10, 2))
    expect(server.open.size).toBe(1)
  })

  it('tells every window what is said outside the log, and that the line was lost', async () => {
    const [one, two] = [await open(), await open()]
    const lost: unknown[] = []
    two.stream.on('disconnect', (reason) => lost.push(reason))
    const [trunk] = server.open
    trunk?.hear('note:update', { note_id: 'n' })
    trunk?.cut()
    await settle()
    expect([one.heard, two.heard]).toEqual([[{ note_id: 'n' }], [{ note_id: 'n' }]])
    expect([lost, two.stream.connected]).toEqual([['transport close'], false])
    appends(2)
    trunk?.connect() // as socket.io does by itself
    await settle()
    expect([one.applied, two.applied]).toEqual([after(10, 2), after(10, 2)])
  })

  it('asks the server for a window that does not lead, and gives it the answer', async () => {
    await open()
    const two = await open()
    expect(await two.stream.request('note:open', { note_id: 'n', window: '1' })).toEqual({
      ok: true,
    })
    expect(server.asked).toEqual([['note:open', { note_id: 'n', window: '1' }]])
  })

  it('stays at a topic while any window is there, and closes what a crashed one had open', async () => {
    const [one, two] = [await open(), await open()]
    for (const { stream } of [one, two]) await stream.request('watch', { topic: 'deal:d' })
    await two.stream.request('note:open', { note_id: 'n', window: '7' })
    await one.stream.request('unwatch', { topic: 'deal:d' })
    expect(server.asked.map(([event]) => event)).toEqual(['watch', 'watch', 'note:open'])
    two.crash()
    await settle()
    expect(server.asked.slice(3)).toEqual([
      ['unwatch', { topic: 'deal:d' }],
      ['note:close', { note_id: 'n', window: '7' }],
    ])
  })

  it('shows what the person does in the window they use, and an idle one only if all are', async () => {
    const [one, two] = [await open(), await open()]
    const show = async ({ stream }: Opened, state: object) => {
      stream.hint('presence', { topic: 'tenant', state })
      await settle()
      return (server.hinted.at(-1)?.[1] as { state: object }).state
    }
    for (const { stream } of [one, two]) await stream.request('watch', { topic: 'tenant' })
    expect(await show(one, { at: '/deals' })).toEqual({ at: '/deals' })
    expect(await show(two, { at: '/contacts' })).toEqual({ at: '/contacts' })
    expect(await show(one, { at: '/deals' })).toEqual({ at: '/contacts' }) // said again: a heartbeat
    expect(await show(two, { at: '/contacts', away: true })).toEqual({ at: '/deals' })
    expect(await show(one, { at: '/deals', idle: true })).toEqual({ at: '/deals', idle: true })
  })
})
