import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError, NetworkError } from '@/api/errors'
import type { Answer, Sending } from '@/api/http'
import { FakeBrowser, type FakeWindow } from './browser.fake'
import { Outbox, type Draft } from './outbox'
import type { Operation } from './operation'
import { Records } from './records'
import type { QueueWorld } from './sharedQueue'
import { memoryStore, type OperationStore } from './storage'
import { Tabs } from './tabs'
import type { Row } from './types'

type Reply = (body: unknown, headers: Record<string, string>) => Row | null | Error
interface Sent {
  method: string
  path: string
  body: unknown
  headers: Record<string, string>
}

let records: Records
let sent: Sent[]
let replies: Reply[]
let rejected: string[]
let store: OperationStore

/** A window without others. */
function alone(): Tabs {
  const tabs = new Tabs('alone', undefined, { locks: null, channel: null })
  tabs.start()
  return tabs
}

function world(more: Partial<QueueWorld> = {}): QueueWorld {
  return {
    records,
    store,
    scope: 't:u',
    tabs: alone(),
    position: () => 10,
    onRejected: (operation, error) => rejected.push(`${operation.kind} ${error.code}`),
    onChange: () => undefined,
    send: (method: string, path: string, { body, headers = {} }: Sending) => {
      sent.push({ method, path, body, headers })
      const reply = replies.shift()?.(body, headers)
      if (reply instanceof Error) return Promise.reject(reply)
      if (reply === undefined) return new Promise(() => undefined)
      return Promise.resolve({
        body: reply && { data: reply },
        status: 200,
        seq: null,
        headers: new Headers(),
      } as Answer<{ data?: Row } | null>)
    },
    ...more,
  }
}
const edit = (patch: Record<string, unknown>): Draft => ({
  kind: 'update',
  type: 'deals',
  recordId: 'd',
  method: 'PATCH',
  path: '/deals/d',
  body: patch,
  patch,
})
const shown = () => records.get('deals', 'd')
/** Nothing here takes time: all that follows has happened when the next task begins. */
const idle = () => new Promise((done) => setTimeout(done))

beforeEach(() => {
  records = new Records()
  records.take('deals', [{ id: 'd', version: 4, name: 'Old', amount: '1.00' }], 5)
  sent = []
  replies = []
  rejected = []
  store = memoryStore()
})

describe('the outbox', () => {
  it('shows a change at once, sends it with its key and version, and confirms by the answer', async () => {
    replies = [(body) => ({ id: 'd', version: 5, amount: '1.00', ...(body as object) })]
    const outbox = new Outbox(world())
    const id = outbox.add(edit({ name: 'New' }))
    expect(shown()?.['name']).toBe('New')
    await idle()
    expect(sent).toMatchObject([
      { method: 'PATCH', headers: { 'Idempotency-Key': id, 'If-Match': '"4"' } },
    ])
    expect(records.base('deals', 'd')?.version).toBe(5)
    expect(outbox.pending).toEqual([])
    expect(await store.load('t:u')).toEqual([])
  })

  it('stays over lists until its event arrives, then lets go', async () => {
    replies = [() => ({ id: 'd', version: 5, name: 'New' })]
    const outbox = new Outbox(world())
    outbox.add(edit({ name: 'New' }))
    await idle()
    expect(records.pending('deals')).toHaveLength(1)
    outbox.settle('deals', 'd', 5)
    expect(records.pending('deals')).toHaveLength(0)
  })

  it('takes a refused change back and says so', async () => {
    replies = [() => new ApiError(403, 'forbidden', 'No.')]
    new Outbox(world()).add(edit({ name: 'New' }))
    await idle()
    expect(shown()?.['name']).toBe('Old')
    expect(rejected).toEqual(['update forbidden'])
  })

  it('keeps what could not be sent, over a reload, and sends it with the same key', async () => {
    replies = [() => new NetworkError(new Error('down'))]
    const first = new Outbox(world())
    const id = first.add(edit({ name: 'New' }))
    await idle()
    first.stop()
    records = new Records()
    records.take('deals', [{ id: 'd', version: 4, name: 'Old' }], 5)
    replies = [() => ({ id: 'd', version: 5, name: 'New' })]
    new Outbox(world())
    await idle()
    expect(sent.map((one) => one.headers['Idempotency-Key'])).toEqual([id, id])
    expect(shown()?.['name']).toBe('New')
  })

  it('sends those of one record in order, one at a time, and stands later edits on earlier ones', async () => {
    replies = [
      () => ({ id: 'd', version: 5, name: 'A' }),
      () => ({ id: 'd', version: 6, name: 'B' }),
    ]
    const outbox = new Outbox(world())
    await idle() // it leads
    outbox.add(edit({ name: 'A' }))
    outbox.add(edit({ name: 'B' })) // the first is on its way: not folded into it
    await idle()
    expect(sent.map((one) => [one.body, one.headers['If-Match']])).toEqual([
      [{ name: 'A' }, '"4"'],
      [{ name: 'B' }, '"5"'],
    ])
  })

  it('makes one request of many edits that wait', async () => {
    replies = [() => null, () => ({ id: 'd', version: 5 })]
    const outbox = new Outbox(world())
    outbox.add({ ...edit({}), kind: 'action', method: 'POST', path: '/deals/d/ping' })
    for (const name of ['a', 'b', 'c']) outbox.add(edit({ name }))
    await idle()
    expect(sent.map((one) => one.body).slice(1)).toEqual([{ name: 'c' }])
  })

  it('puts a conflict aside, keeps mine on the screen, and sends the choice on the newest version', async () => {
    const current: Row = { id: 'd', version: 8, name: 'Ben’s', amount: '2.00' }
    const conflicts = { name: { base: 'Old', theirs: 'Ben’s', yours: 'Mine' } }
    replies = [
      () => new ApiError(409, 'conflict', 'Changed.', { conflicts, current }),
      () => ({ id: 'd', version: 9, name: 'Mine', amount: '5.00' }),
    ]
    const outbox = new Outbox(world())
    outbox.add(edit({ name: 'Mine', amount: '5.00' }))
    await idle()
    expect(outbox.conflicts).toHaveLength(1)
    expect(shown()).toMatchObject({ name: 'Mine', version: 8 })
    outbox.resolve(outbox.conflicts[0]?.id ?? '', { name: 'Mine' })
    await idle()
    expect(sent[1]).toMatchObject({
      body: { name: 'Mine', amount: '5.00' },
      headers: { 'If-Match': '"8"' },
    })
    expect(outbox.conflicts).toEqual([])
  })

  it('drops only the contested field when theirs is chosen', async () => {
    const current: Row = { id: 'd', version: 8, name: 'Ben’s', amount: '2.00' }
    const conflicts = { name: { base: 'Old', theirs: 'Ben’s', yours: 'Mine' } }
    replies = [
      () => new ApiError(409, 'conflict', 'Changed.', { conflicts, current }),
      () => ({ ...current, version: 9, amount: '5.00' }),
    ]
    const outbox = new Outbox(world())
    outbox.add(edit({ name: 'Mine', amount: '5.00' }))
    await idle()
    outbox.resolve(outbox.conflicts[0]?.id ?? '', {})
    await idle()
    expect(sent[1]?.body).toEqual({ amount: '5.00' })
    expect(shown()).toMatchObject({ name: 'Ben’s', amount: '5.00' })
  })

  it('drops edits of a record whose creation was refused', async () => {
    let refuse: (error: Error) => void = () => undefined
    const outbox = new Outbox(world({ send: () => new Promise((_, reject) => (refuse = reject)) }))
    await idle() // it leads
    outbox.add({
      ...edit({ name: 'N' }),
      kind: 'create',
      recordId: 'n',
      method: 'POST',
      path: '/deals',
      body: { id: 'n', name: 'N' },
    })
    outbox.add({ ...edit({ name: 'M' }), recordId: 'n', path: '/deals/n' })
    refuse(new ApiError(400, 'validation_error', 'No.'))
    await idle()
    expect(records.get('deals', 'n')).toBeUndefined()
    expect(outbox.pending).toEqual([])
    expect(rejected).toEqual(['create validation_error'])
  })

  it('never sends a record that was made and deleted while it waited', async () => {
    const outbox = new Outbox(world())
    outbox.add({ ...edit({}), kind: 'action', method: 'POST', path: '/deals/bulk' }) // unanswered
    outbox.add({
      ...edit({ name: 'N' }),
      kind: 'create',
      recordId: 'n',
      method: 'POST',
      path: '/deals',
      body: {},
    })
    outbox.add({
      ...edit({}),
      kind: 'delete',
      recordId: 'n',
      method: 'DELETE',
      path: '/deals/n',
      body: undefined,
    })
    await idle()
    expect(outbox.pending).toHaveLength(1)
    expect(records.get('deals', 'n')).toBeUndefined()
  })

  it('takes a delete of what is already gone for done', async () => {
    replies = [() => new ApiError(404, 'not_found', 'Gone.')]
    new Outbox(world()).add({ ...edit({}), kind: 'delete', method: 'DELETE', body: undefined })
    await idle()
    expect(shown()).toBeUndefined()
    expect(rejected).toEqual([])
  })

  it('tries again after the server was away, without being asked', async () => {
    vi.useFakeTimers()
    try {
      replies = [
        () => new ApiError(503, 'unavailable', 'Later.'),
        () => ({ id: 'd', version: 5, name: 'New' }),
      ]
      store = memoryStore()
      new Outbox(world()).add(edit({ name: 'New' }))
      await vi.advanceTimersByTimeAsync(1_000)
      expect(sent).toHaveLength(2)
      expect(records.base('deals', 'd')?.version).toBe(5)
    } finally {
      vi.useRealTimers()
    }
  })

  it('has several independent writes on their way, and those that name a common record in turn', async () => {
    const [company, contact, other] = [uuid(1), uuid(2), uuid(3)]
    const outbox = new Outbox(world()) // nothing is ever answered
    const make = (type: string, id: string, body: object) =>
      outbox.add({
        ...edit({}),
        kind: 'create',
        type,
        recordId: id,
        method: 'POST',
        path: `/${type}`,
        body,
      })
    make('companies', company, { id: company })
    make('contacts', contact, { id: contact, company_id: company })
    outbox.add({ ...edit({ name: 'x' }), recordId: other, path: `/deals/${other}` })
    outbox.add({ ...edit({}), kind: 'action', method: 'POST', path: '/deals/bulk' })
    outbox.add(edit({ name: 'after the bulk change' }))
    await idle()
    expect(sent.map(({ path }) => path)).toEqual(['/companies', `/deals/${other}`])
    expect(outbox.pending).toHaveLength(5)
  })

  it('keeps what was refused until it is tried again or discarded, also over a reload', async () => {
    replies = [() => new ApiError(403, 'forbidden', 'No.')]
    const first = new Outbox(world())
    first.add(edit({ name: 'New' }))
    await idle()
    expect(first.failed).toMatchObject([{ patch: { name: 'New' }, failure: { message: 'No.' } }])
    first.stop()
    replies = [() => ({ id: 'd', version: 5, name: 'New' })]
    const second = new Outbox(world())
    await idle()
    expect([shown()?.['name'], second.failed.length]).toEqual(['Old', 1])
    second.retry(second.failed[0]?.id ?? '')
    await idle()
    expect(shown()?.['name']).toBe('New')
    expect(second.failed).toEqual([])
    expect(sent[0]?.headers['Idempotency-Key']).not.toBe(sent[1]?.headers['Idempotency-Key'])
  })

  it('gives a record up with what was written in it', async () => {
    replies = [() => new ApiError(400, 'validation_error', 'No.')]
    const outbox = new Outbox(world())
    outbox.add({
      ...edit({ name: 'N' }),
      kind: 'create',
      recordId: 'n',
      method: 'POST',
      path: '/deals',
    })
    outbox.add({ ...edit({ name: 'M' }), recordId: 'n', path: '/deals/n' })
    await idle()
    outbox.discard(outbox.failed[0]?.id ?? '')
    await idle()
    expect(outbox.failed).toEqual([])
    expect(await store.load('t:u')).toEqual([])
  })

  it('asks about what was tried before the server forgets keys, and does it once', async () => {
    const outbox = new Outbox(world())
    await idle()
    const [old, fresh] = [15, 13].map((days) => Date.now() - days * 24 * 3600_000)
    await store.write({ put: [tried(uuid(1), old), tried(uuid(2), fresh)], drop: [] })
    outbox.stop()
    const later = new Outbox(world())
    await idle()
    expect(later.failed.map(({ failure }) => failure?.code)).toEqual(['key_expired'])
    expect(sent.map(({ path }) => path)).toEqual([`/deals/${uuid(2)}`])
  })

  it('works where the browser keeps nothing, and says so', async () => {
    replies = [() => ({ id: 'd', version: 5, name: 'New' })]
    const full = () => Promise.reject(new DOMException('Full.', 'QuotaExceededError'))
    const outbox = new Outbox(
      world({ store: { lasts: true, load: () => Promise.resolve([]), write: full } }),
    )
    outbox.add(edit({ name: 'New' }))
    await idle()
    expect(outbox.lasts).toBe(false)
    expect(records.base('deals', 'd')?.version).toBe(5)
  })
})

function uuid(n: number): string {
  return `00000000-0000-7000-8000-00000000000${n}`
}

function tried(id: string, at = 0): Operation {
  return {
    ...edit({ name: 'x' }),
    patch: {},
    before: {},
    baseVersion: null,
    id: `op-${id}`,
    recordId: id,
    path: `/deals/${id}`,
    scope: 't:u',
    owner: 'a window long gone',
    at,
    triedAt: at,
    state: 'queued',
  }
}

describe('the outbox of several windows', () => {
  interface Window extends FakeWindow {
    outbox: Outbox
    records: Records
    rejected: string[]
  }
  let browser: FakeBrowser
  let answer: (path: string) => Row | Error | undefined

  beforeEach(() => {
    vi.stubGlobal('addEventListener', () => undefined)
    vi.stubGlobal('removeEventListener', () => undefined)
    vi.stubGlobal('document', {
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
      hidden: false,
    })
    browser = new FakeBrowser()
    answer = () => new NetworkError(new Error('down'))
  })

  async function open(): Promise<Window> {
    const window = browser.window('ana')
    const own = new Records()
    own.take('deals', [{ id: 'd', version: 4, name: 'Old', amount: '1.00' }], 5)
    const refusals: string[] = []
    const outbox = new Outbox(
      world({
        tabs: window.tabs,
        records: own,
        onRejected: ({ kind }, { code }) => refusals.push(`${kind} ${code}`),
        send: (method, path, { body, headers = {} }) => {
          sent.push({ method, path, body, headers })
          const reply = answer(path)
          if (reply instanceof Error) return Promise.reject(reply)
          if (!reply) return new Promise(() => undefined)
          return Promise.resolve({
            body: { data: reply },
            status: 200,
            seq: null,
            headers: new Headers(),
          })
        },
      }),
    )
    window.tabs.start()
    await idle()
    return { ...window, outbox, records: own, rejected: refusals }
  }
  const name = ({ records: own }: Window) => own.get('deals', 'd')?.['name']

  it('shows in each what any of them wrote, and sends it from the leader, once', async () => {
    const [one, two] = [await open(), await open()]
    const id = two.outbox.add(edit({ name: 'New' }))
    expect(name(two)).toBe('New')
    await idle()
    expect([name(one), one.outbox.waiting.length, one.outbox.pending.length]).toEqual(['New', 1, 0])
    answer = () => ({ id: 'd', version: 5, name: 'New' })
    two.outbox.wake() // it does not send
    one.outbox.wake()
    await idle()
    expect(new Set(sent.map(({ headers }) => headers['Idempotency-Key']))).toEqual(new Set([id]))
    for (const window of [one, two]) {
      expect(window.records.base('deals', 'd')?.version).toBe(5)
      expect(window.outbox.waiting).toEqual([])
    }
    expect(await store.load('t:u')).toEqual([])
  })

  it('rolls a refused write back in all, and says so where it was made', async () => {
    const [one, two] = [await open(), await open()]
    answer = () => new ApiError(403, 'forbidden', 'No.')
    two.outbox.add(edit({ name: 'New' }))
    await idle()
    expect([name(one), name(two)]).toEqual(['Old', 'Old'])
    expect([one.rejected, two.rejected]).toEqual([[], ['update forbidden']])
    one.outbox.discard(one.outbox.failed[0]?.id ?? '')
    await idle()
    expect(two.outbox.failed).toEqual([])
  })

  it('stands a write on one of another window that its own had not heard was accepted', async () => {
    const [one, two] = [await open(), await open()]
    answer = () => ({ id: 'd', version: 5, name: 'A' })
    one.outbox.add(edit({ name: 'A' }))
    await idle()
    two.records.take('deals', [], 5)
    answer = () => undefined
    two.outbox.add({ ...edit({ name: 'B' }), baseVersion: 4 })
    await idle()
    expect(sent.map(({ headers }) => headers['If-Match'])).toEqual(['"4"', '"5"'])
  })

  it.each(['crash', 'close'] as const)(
    'goes on in another window after a %s of the leader',
    async (end) => {
      const [one, two, three] = [await open(), await open(), await open()]
      answer = () => undefined // on its way, and never answered
      const first = one.outbox.add(edit({ name: 'A' }))
      await idle()
      const second = three.outbox.add({
        ...edit({ amount: '2.00' }),
        recordId: 'e',
        path: '/deals/e',
      })
      if (end === 'crash') one.crash()
      else {
        one.outbox.stop()
        one.tabs.stop()
      }
      sent = []
      answer = (path) => ({ id: path.slice(7), version: 5, name: 'A' })
      await idle()
      expect(two.tabs.leads).toBe(true)
      expect(sent.map(({ headers }) => headers['Idempotency-Key']).sort()).toEqual([first, second])
      expect([two.outbox.waiting, three.outbox.waiting]).toEqual([[], []])
      expect(await store.load('t:u')).toEqual([])
    },
  )

  it('lets any window take back what waits, answer a conflict, and open later', async () => {
    const [one, two] = [await open(), await open()]
    const id = one.outbox.add(edit({ name: 'New' }))
    await idle()
    const late = await open()
    expect(name(late)).toBe('New')
    expect(two.outbox.cancel(id)).toBe(true)
    await idle()
    expect([one, two, late].map(name)).toEqual(['Old', 'Old', 'Old'])
    const current: Row = { id: 'd', version: 8, name: 'Ben’s' }
    const conflicts = { name: { base: 'Old', theirs: 'Ben’s', yours: 'Mine' } }
    answer = () => new ApiError(409, 'conflict', 'Changed.', { conflicts, current })
    two.outbox.add(edit({ name: 'Mine' }))
    await idle()
    expect(late.outbox.conflicts).toHaveLength(1)
    late.outbox.resolve(late.outbox.conflicts[0]?.id ?? '', {})
    two.outbox.resolve(two.outbox.conflicts[0]?.id ?? '', { name: 'Mine' }) // a moment too late
    await idle()
    expect([one, two, late].map(({ outbox }) => outbox.conflicts.length)).toEqual([0, 0, 0])
    expect([one, two, late].map(({ outbox }) => outbox.waiting.length)).toEqual([0, 0, 0])
  })

  it('does not take back in the end what the leader was sending already', async () => {
    const [one, two] = [await open(), await open()]
    const id = one.outbox.add(edit({ name: 'New' }))
    await idle()
    answer = () => undefined
    one.outbox.wake() // sends it before the other window has heard so
    expect(two.outbox.cancel(id)).toBe(true)
    expect(name(two)).toBe('Old')
    await idle()
    expect([name(one), name(two)]).toEqual(['New', 'New'])
  })
})
