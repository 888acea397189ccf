import { QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ListState } from './list'
import { Live } from './live'
import { listKey } from './queries'
import { session, type Me } from './session'
import type { Handshake } from './wire'

/** The only socket, driven by the test as the server would. */
class FakeTrunk {
  connected = false
  active = true
  readonly handshakes: Handshake[] = []
  readonly asked: string[] = []
  #any: (event: string, payload: unknown) => void = () => undefined
  readonly #on = new Map<string, (payload: unknown) => void>()

  constructor(private readonly auth: () => Handshake) {}

  on(event: string, listener: (payload: unknown) => void) {
    this.#on.set(event, listener)
  }
  onAny(listener: (event: string, payload: unknown) => void) {
    this.#any = listener
  }
  connect() {
    this.connected = true
    this.handshakes.push(this.auth())
  }
  disconnect() {
    this.lose('io client disconnect')
  }
  lose(reason: string) {
    if (!this.connected) return
    this.connected = false
    this.#on.get('disconnect')?.(reason)
  }
  hear(event: string, payload: unknown) {
    this.#any(event, payload)
  }
  request(event: string) {
    this.asked.push(event)
    return Promise.resolve({ ok: true, members: [{ id: 'c', user_id: 'ben', state: {} }] })
  }
  hint() {
    return undefined
  }
}

let trunk: FakeTrunk
vi.mock('./wire', () => ({
  socketTo: () => (auth: () => Handshake) => Promise.resolve((trunk = new FakeTrunk(auth))),
}))

const tenant = { id: 't', slug: 't', name: 'T', role: 'rep' }
const me: Me = {
  user: { id: 'ana', email: 'ana@demo.test', full_name: 'Ana' },
  tenant,
  role: 'rep',
  role_name: null,
  tenants: [tenant],
  permissions: {},
  hidden_fields: {},
  locked_fields: {},
}

let live: Live
let answer: (path: string) => Promise<Response>
const network = { onLine: true }
let heedNetwork: Map<string, () => void>

beforeEach(() => {
  vi.useFakeTimers()
  network.onLine = true
  heedNetwork = new Map()
  vi.stubGlobal('navigator', network)
  vi.stubGlobal('addEventListener', (name: string, listener: () => void) =>
    heedNetwork.set(name, listener),
  )
  vi.stubGlobal('removeEventListener', () => undefined)
  vi.stubGlobal('document', {
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    visibilityState: 'visible',
    hidden: false,
  })
  vi.stubGlobal('fetch', ({ url }: Request) => answer(new URL(url).pathname))
  answer = () => Promise.resolve(list(1))
})
afterEach(() => {
  live.stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const later = (ms: number, response: Response) =>
  new Promise<Response>((resolve) => setTimeout(() => resolve(response), ms))

/** A list read at a log position. */
function list(seq: number, ...data: object[]): Response {
  const pagination = { next_cursor: null, total: data.length }
  return Response.json({ data, pagination }, { headers: { 'X-Log-Seq': String(seq) } })
}

async function open(): Promise<void> {
  live = new Live(me)
  await live.restore()
  live.start()
}

/** Have a screen show a list. */
function show(type: string): void {
  const queryFn = () => live.snapshots.readList(type, {})
  const query = { queryKey: listKey(type, {}), queryFn }
  new QueryObserver(live.snapshots.client, query).subscribe(() => undefined)
}

describe('the first reads of a page', () => {
  it('are followed from the oldest of them, whichever is answered first', async () => {
    answer = (path) =>
      path.endsWith('/contacts')
        ? later(60, list(99, { id: 'a', version: 1, name: 'Old' }))
        : Promise.resolve(list(100))
    await open()
    show('contacts')
    show('companies')
    await pass(1_000)
    expect(trunk.handshakes).toEqual([{ token: null, since: 99 }])
  })

  it('are read again where they are older than a connection that was made without them', async () => {
    let reads = 0
    answer = () => later(3_000, list(99 + reads++))
    await open()
    show('contacts')
    await pass(2_900)
    expect(trunk.handshakes).toEqual([{ token: null }])
    await pass(100)
    trunk.hear('ready', { seq: 100, resumed: false })
    await pass(5_000)
    const { client } = live.snapshots
    expect(client.getQueryData<ListState>(listKey('contacts', {}))?.seq).toBeGreaterThan(99)
  })
})

it('shows who is there again after the browser lost the network for less than the line did', async () => {
  await open()
  live.presence.watch('deal:d')
  await pass(3_000)
  trunk.hear('ready', { seq: 1, resumed: true })
  await pass(10)
  expect(live.presence.members('deal:d')).toHaveLength(1)
  network.onLine = false
  heedNetwork.get('offline')?.()
  network.onLine = true
  heedNetwork.get('online')?.()
  expect(live.presence.members('deal:d')).toEqual([])
  trunk.hear('changes', { from: 1, to: 1, events: [] })
  await pass(10)
  expect(live.presence.members('deal:d')).toHaveLength(1)
})

describe('a token that ran out', () => {
  beforeEach(async () => {
    session.setState({ status: 'signed-in', token: 'old', me })
    await open()
    await pass(3_000)
    trunk.hear('ready', { seq: 1, resumed: true })
  })
  const expire = async () => {
    trunk.hear('revoked', { reason: 'expired' })
    trunk.lose('io server disconnect')
    await pass(1_500)
  }

  it.each(['refresh', 'me'])(
    'is no end of the session where the server is busy and does not answer /auth/%s',
    async (busy) => {
      const granted = { access_token: 'new', expires_in: 900, user: me.user, tenant }
      answer = (path) => {
        if (path.endsWith(busy)) return Promise.resolve(new Response('{}', { status: 503 }))
        return Promise.resolve(Response.json({ data: path.endsWith('me') ? me : granted }))
      }
      await expire()
      expect(session.getState().status).toBe('signed-in')
      expect(trunk.handshakes.length).toBeGreaterThan(1)
    },
  )

  it.each([401, 403])('is its end where the server says so by %i', async (status) => {
    answer = () => Promise.resolve(Response.json({ error: 'ended', message: '' }, { status }))
    await expire()
    expect(session.getState()).toMatchObject({ status: 'signed-out', me: null })
  })
})
