import { beforeEach, describe, expect, it } from 'vitest'
import { ApiError, NetworkError } from '@/api/errors'
import { FakeBrowser, stubPage, type FakeWindow } from './browser.fake'
import { Outbox } from './outbox'
import { asked, conflict, edit, FakeWorld, idle, withDeal, type Reply } from './outbox.fake'
import type { Records } from './records'

describe('the outbox of several windows', () => {
  interface Window extends FakeWindow {
    outbox: Outbox
    records: Records
    rejected: string[]
  }
  let here: FakeWorld
  let browser: FakeBrowser
  let answer: (path: string) => Reply

  beforeEach(() => {
    stubPage()
    here = new FakeWorld()
    browser = new FakeBrowser()
    answer = () => new NetworkError(new Error('down'))
  })

  async function open(): Promise<Window> {
    const window = browser.window('ana')
    const own = withDeal()
    const refusals: string[] = []
    const outbox = new Outbox(
      here.queue({
        tabs: window.tabs,
        records: own,
        onRejected: ({ kind }, { code }) => refusals.push(`${kind} ${code}`),
        send: here.sending((path) => answer(path)),
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
    expect(new Set(here.sent.map(({ headers }) => headers['Idempotency-Key']))).toEqual(
      new Set([id]),
    )
    for (const window of [one, two]) {
      expect(window.records.base('deals', 'd')?.version).toBe(5)
      expect(window.outbox.waiting).toEqual([])
    }
    expect(await here.store.load('t:u')).toEqual([])
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
    expect(here.sent.map(({ headers }) => headers['If-Match'])).toEqual(['"4"', '"5"'])
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
      here.sent = []
      answer = (path) => ({ id: path.slice(7), version: 5, name: 'A' })
      await idle()
      expect(two.tabs.leads).toBe(true)
      expect(here.sent.map(({ headers }) => headers['Idempotency-Key']).sort()).toEqual([
        first,
        second,
      ])
      expect([two.outbox.waiting, three.outbox.waiting]).toEqual([[], []])
      expect(await here.store.load('t:u')).toEqual([])
    },
  )

  it('lets any window take back what waits, answer a conflict, and open later', async () => {
    const [one, two] = [await open(), await open()]
    const id = one.outbox.add(edit({ name: 'New' }))
    await idle()
    const late = await open()
    expect(name(late)).toBe('New')
    expect(two.outbox.cancel(id)).not.toBeNull()
    await idle()
    expect([one, two, late].map(name)).toEqual(['Old', 'Old', 'Old'])
    answer = conflict
    two.outbox.add(edit({ name: 'Mine' }))
    await idle()
    expect(late.outbox.conflicts).toHaveLength(1)
    const shown = asked(two.outbox)
    late.outbox.resolve(asked(late.outbox), [])
    two.outbox.resolve(shown, ['name']) // a moment too late
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
    expect(two.outbox.cancel(id)).not.toBeNull()
    expect(name(two)).toBe('Old')
    await idle()
    expect([name(one), name(two)]).toEqual(['New', 'New'])
  })
})
