import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError, NetworkError } from '@/api/errors'
import type { Answer, Sending } from '@/api/http'
import { Outbox, type Draft, type OutboxWorld } from './outbox'
import { Records } from './records'
import { browserStore, type OperationStore } from './storage'
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
let round = 0

function world(more: Partial<OutboxWorld> = {}): OutboxWorld {
  return {
    records,
    store,
    scope: 't:u',
    tab: 'here',
    tabAlive: () => Promise.resolve(false),
    tabGone: () => new Promise(() => undefined),
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
const idle = () => new Promise((done) => setTimeout(done, 30))

beforeEach(() => {
  records = new Records()
  records.take('deals', [{ id: 'd', version: 4, name: 'Old', amount: '1.00' }], 5)
  sent = []
  replies = []
  rejected = []
  store = browserStore(`outbox-${round++}`)
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
    const second = new Outbox(world())
    await second.restore()
    await idle()
    expect(sent.map((one) => one.headers['Idempotency-Key'])).toEqual([id, id])
    expect(shown()?.['name']).toBe('New')
  })

  it('leaves the writes of a window that still lives to it', async () => {
    replies = [() => new NetworkError(new Error('down'))]
    const other = new Outbox(world({ tab: 'other' }))
    other.add(edit({ name: 'New' }))
    await idle()
    other.stop()
    const here = new Outbox(world({ tabAlive: (id) => Promise.resolve(id === 'other') }))
    await here.restore()
    expect(here.pending).toEqual([])
  })

  it('takes up the writes of a window when it goes', async () => {
    replies = [() => new NetworkError(new Error('down'))]
    const other = new Outbox(world({ tab: 'other' }))
    other.add(edit({ name: 'New' }))
    await idle()
    other.stop()
    let alive = true
    let leave: () => void = () => undefined
    const here = new Outbox(
      world({
        tabAlive: () => Promise.resolve(alive),
        tabGone: () => new Promise((resolve) => (leave = resolve)),
      }),
    )
    await here.restore()
    expect(here.pending).toEqual([])
    alive = false
    leave()
    await idle()
    expect(here.pending.map((one) => one.patch)).toEqual([{ name: 'New' }])
  })

  it('sends in order, one at a time, and stands later edits on earlier ones', async () => {
    replies = [
      () => ({ id: 'd', version: 5, name: 'A' }),
      () => ({ id: 'd', version: 6, name: 'B' }),
    ]
    const outbox = new Outbox(world())
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
    outbox.add({
      ...edit({}),
      kind: 'action',
      recordId: 'x',
      method: 'POST',
      path: '/deals/x/ping',
    })
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
    outbox.add(edit({ name: 'blocks' })) // never answered
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
      store = {
        load: () => Promise.resolve([]),
        put: () => Promise.resolve(),
        remove: () => Promise.resolve(),
      }
      new Outbox(world()).add(edit({ name: 'New' }))
      await vi.advanceTimersByTimeAsync(1_000)
      expect(sent).toHaveLength(2)
      expect(records.base('deals', 'd')?.version).toBe(5)
    } finally {
      vi.useRealTimers()
    }
  })
})
