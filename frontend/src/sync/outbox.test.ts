import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError, NetworkError } from '@/api/errors'
import { Outbox, type Draft } from './outbox'
import { create, edit, FakeWorld, idle, withDeal } from './outbox.fake'
import type { Operation } from './operation'

let here: FakeWorld
const shown = () => here.records.get('deals', 'd')

beforeEach(() => {
  here = new FakeWorld()
})

describe('the outbox', () => {
  it('shows a change at once, sends it with its key and version, and confirms by the answer', async () => {
    here.replies = [(body) => ({ id: 'd', version: 5, amount: '1.00', ...(body as object) })]
    const outbox = new Outbox(here.queue())
    const id = outbox.add(edit({ name: 'New' }))
    expect(shown()?.['name']).toBe('New')
    await idle()
    expect(here.sent).toMatchObject([
      { method: 'PATCH', headers: { 'Idempotency-Key': id, 'If-Match': '"4"' } },
    ])
    expect(here.records.base('deals', 'd')?.version).toBe(5)
    expect(outbox.pending).toEqual([])
    expect(await here.store.load('t:u')).toEqual([])
  })

  it('stays over lists until its event arrives, then lets go', async () => {
    here.replies = [() => ({ id: 'd', version: 5, name: 'New' })]
    const outbox = new Outbox(here.queue())
    outbox.add(edit({ name: 'New' }))
    await idle()
    expect(here.records.pending('deals')).toHaveLength(1)
    outbox.settle('deals', 'd', 5)
    expect(here.records.pending('deals')).toHaveLength(0)
  })

  it('waits for no event where nothing was different', async () => {
    here.replies = [() => ({ id: 'd', version: 4, name: 'Old' })]
    const outbox = new Outbox(here.queue())
    outbox.add(edit({ name: 'Old' }))
    await idle()
    expect(outbox.unheard).toEqual([])
    here.replies = [() => ({ id: 'd', version: 5, name: 'New' })]
    outbox.add(edit({ name: 'New' }))
    await idle()
    expect([outbox.pending, outbox.unheard.length]).toEqual([[], 1])
    outbox.settle('deals', 'd', 5)
    expect(outbox.unheard).toEqual([])
  })

  it('keeps what could not be sent, over a reload, and sends it with the same key', async () => {
    here.replies = [() => new NetworkError(new Error('down'))]
    const first = new Outbox(here.queue())
    const id = first.add(edit({ name: 'New' }))
    await idle()
    first.stop()
    here.records = withDeal()
    here.replies = [() => ({ id: 'd', version: 5, name: 'New' })]
    new Outbox(here.queue())
    await idle()
    expect(here.sent.map((one) => one.headers['Idempotency-Key'])).toEqual([id, id])
    expect(shown()?.['name']).toBe('New')
  })

  it('joins nothing to what may have arrived, and deletes what that may have made', async () => {
    const cut = () => new NetworkError(new Error('cut'))
    const waitingAfter = async (first: Draft, next: Draft) => {
      here = new FakeWorld()
      here.replies = [cut]
      const outbox = new Outbox(here.queue())
      await idle() // it leads
      outbox.add(first)
      await idle()
      outbox.add(next)
      return outbox.waiting.length
    }
    const made = create({ name: 'N' })
    expect(await waitingAfter(edit({ name: 'A' }), edit({ name: 'B' }))).toBe(2)
    vi.stubGlobal('navigator', { onLine: false }) // then it has not left
    expect(await waitingAfter(edit({ name: 'A' }), edit({ name: 'B' }))).toBe(1)
    vi.unstubAllGlobals()
    expect(await waitingAfter(made, { ...made, kind: 'delete', method: 'DELETE' })).toBe(2)
  })

  it('sends those of one record in order, one at a time, and stands later edits on earlier ones', async () => {
    here.replies = [
      () => ({ id: 'd', version: 5, name: 'A' }),
      () => ({ id: 'd', version: 6, name: 'B' }),
    ]
    const outbox = new Outbox(here.queue())
    await idle() // it leads
    outbox.add(edit({ name: 'A' }))
    outbox.add(edit({ name: 'B' })) // the first is on its way: not folded into it
    await idle()
    expect(here.sent.map((one) => [one.body, one.headers['If-Match']])).toEqual([
      [{ name: 'A' }, '"4"'],
      [{ name: 'B' }, '"5"'],
    ])
  })

  it('makes one request of many edits that wait', async () => {
    here.replies = [() => null, () => ({ id: 'd', version: 5 })]
    const outbox = new Outbox(here.queue())
    outbox.add({ ...edit({}), kind: 'action', method: 'POST', path: '/deals/d/ping' })
    for (const name of ['a', 'b', 'c']) outbox.add(edit({ name }))
    await idle()
    expect(here.sent.map((one) => one.body).slice(1)).toEqual([{ name: 'c' }])
  })

  it('takes back what waits as one edit by edit, and makes it again', async () => {
    const outbox = new Outbox(here.queue())
    outbox.add({ ...edit({}), kind: 'action', method: 'POST', path: '/deals/bulk' }) // unanswered
    outbox.add(edit({ name: 'Long', custom: { budget: 1 } }))
    outbox.add(edit({ amount: '2.00', custom: { region: 'x' } }))
    outbox.add(edit({ amount: '3.00' }))
    await idle()
    const waiting = () => outbox.waiting.filter(({ kind }) => kind === 'update')
    const all = { name: 'Long', amount: '3.00', custom: { budget: 1, region: 'x' } }
    const take = () => outbox.cancel(waiting()[0]?.id ?? '')
    expect([waiting().length, shown()]).toMatchObject([1, all])
    const last = take()
    expect(shown()).toMatchObject({ ...all, amount: '2.00' })
    if (last) outbox.add(last)
    expect([waiting().length, shown()]).toMatchObject([1, all])
    take()
    take()
    expect(shown()).toMatchObject({ name: 'Long', amount: '1.00', custom: { budget: 1 } })
    expect([take(), waiting(), shown()?.['name']]).toMatchObject([{ path: '/deals/d' }, [], 'Old'])
    expect(take()).toBeNull()
  })

  it('never sends a record that was made and deleted while it waited', async () => {
    const outbox = new Outbox(here.queue())
    outbox.add({ ...edit({}), kind: 'action', method: 'POST', path: '/deals/bulk' }) // unanswered
    outbox.add(create({ name: 'N' }))
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
    expect(here.records.get('deals', 'n')).toBeUndefined()
  })

  it('tries again after the server was away, without being asked', async () => {
    vi.useFakeTimers()
    try {
      here.replies = [
        () => new ApiError(503, 'unavailable', 'Later.'),
        () => ({ id: 'd', version: 5, name: 'New' }),
      ]
      new Outbox(here.queue()).add(edit({ name: 'New' }))
      await vi.advanceTimersByTimeAsync(1_000)
      expect(here.sent).toHaveLength(2)
      expect(here.records.base('deals', 'd')?.version).toBe(5)
    } finally {
      vi.useRealTimers()
    }
  })

  it('has several independent writes on their way, and those that name a common record in turn', async () => {
    const [company, contact, other] = [uuid(1), uuid(2), uuid(3)]
    const outbox = new Outbox(here.queue()) // nothing is ever answered
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
    expect(here.sent.map(({ path }) => path)).toEqual(['/companies', `/deals/${other}`])
    expect(outbox.pending).toHaveLength(5)
  })

  it('asks about what was tried before the server forgets keys, and does it once', async () => {
    const outbox = new Outbox(here.queue())
    await idle()
    const [old, fresh] = [15, 13].map((days) => Date.now() - days * 24 * 3600_000)
    await here.store.write({ put: [tried(uuid(1), old), tried(uuid(2), fresh)], drop: [] })
    outbox.stop()
    const later = new Outbox(here.queue())
    await idle()
    expect(later.failed.map(({ failure }) => failure?.code)).toEqual(['key_expired'])
    expect(here.sent.map(({ path }) => path)).toEqual([`/deals/${uuid(2)}`])
  })

  it('works where the browser keeps nothing, and says so', async () => {
    here.replies = [() => ({ id: 'd', version: 5, name: 'New' })]
    const full = () => Promise.reject(new DOMException('Full.', 'QuotaExceededError'))
    const outbox = new Outbox(
      here.queue({ store: { lasts: true, load: () => Promise.resolve([]), write: full } }),
    )
    outbox.add(edit({ name: 'New' }))
    await idle()
    expect(outbox.lasts).toBe(false)
    expect(here.records.base('deals', 'd')?.version).toBe(5)
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
