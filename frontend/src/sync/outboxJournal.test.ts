import { beforeEach, describe, expect, it } from 'vitest'
import { NetworkError } from '@/api/errors'
import { FakeBrowser, stubPage } from './browser.fake'
import { Outbox } from './outbox'
import { asked, conflict, edit, FakeWorld, idle, withDeal, type Reply } from './outbox.fake'
import type { Records } from './records'
import { memoryStore, type OperationStore } from './storage'

/** A disk that never ends a write; what stood on it before is there. */
const hanging = (before: OperationStore = memoryStore()): OperationStore => ({
  lasts: true,
  load: (scope) => before.load(scope),
  write: () => new Promise(() => undefined),
})

describe('a write in the last moment of a page', () => {
  let here: FakeWorld
  let browser: FakeBrowser
  let answer: (path: string) => Reply

  beforeEach(() => {
    stubPage()
    here = new FakeWorld()
    browser = new FakeBrowser()
    answer = () => new NetworkError(new Error('down'))
  })

  async function open(store: OperationStore = here.store) {
    const { tabs, crash } = browser.window('ana')
    const records = withDeal()
    const outbox = new Outbox(
      here.queue({ tabs, records, store, send: here.sending((path) => answer(path)) }),
    )
    outbox.restore()
    tabs.start()
    await idle()
    return { outbox, records, crash }
  }
  const name = ({ records }: { records: Records }) => records.get('deals', 'd')?.['name']
  const keys = () => new Set(here.sent.map(({ headers }) => headers['Idempotency-Key']))

  it('is in the journal until the disk has it, and no longer', async () => {
    const { outbox } = await open()
    outbox.add(edit({ name: 'New' }))
    expect(here.written.size).toBe(1) // in the same moment
    await idle()
    expect(here.written.size).toBe(0)
    expect(await here.store.load('t:u')).toHaveLength(1)
  })

  it('is shown by the next page, and sent by it under its key', async () => {
    const page = await open(hanging())
    const id = page.outbox.add(edit({ name: 'New' }))
    page.crash()
    answer = () => ({ id: 'd', version: 5, name: 'New' })
    const next = await open()
    expect(name(next)).toBe('New')
    expect(keys()).toEqual(new Set([id]))
    expect(next.outbox.waiting).toEqual([])
    expect(here.written.size).toBe(0)
  })

  it('is joined to what waited on the disk already', async () => {
    const before = await open()
    before.outbox.add(edit({ amount: '2.00' })) // tried: nothing is joined to that
    await idle()
    before.outbox.add(edit({ name: 'Earlier' }))
    await idle()
    before.crash()
    const page = await open(hanging(here.store))
    page.outbox.add(edit({ name: 'Later' }))
    page.crash()
    const next = await open()
    const joined = [{ amount: '2.00' }, { name: 'Later' }]
    expect(next.outbox.waiting.map(({ patch }) => patch)).toEqual(joined)
    expect((await here.store.load('t:u')).map(({ patch }) => patch)).toEqual(joined)
  })

  it('stays taken back if it was taken back', async () => {
    const before = await open()
    const id = before.outbox.add(edit({ name: 'New' }))
    await idle()
    before.crash()
    const page = await open(hanging(here.store))
    expect(page.outbox.cancel(id)).not.toBeNull()
    page.crash()
    here.sent = []
    const next = await open()
    expect([name(next), next.outbox.waiting, here.sent]).toEqual(['Old', [], []])
    expect(await here.store.load('t:u')).toEqual([])
  })

  it('is taken up by the window that leads, from one that is closed', async () => {
    const leader = await open()
    const other = await open(hanging())
    other.outbox.add(edit({ name: 'New' }))
    other.crash()
    await idle()
    expect(name(leader)).toBe('New')
    expect(leader.outbox.waiting).toHaveLength(1)
    expect(here.written.size).toBe(0)
    expect(await here.store.load('t:u')).toHaveLength(1)
  })

  it('is taken up by the page that comes after, behind another that leads', async () => {
    const leader = await open()
    const before = await open(hanging())
    before.outbox.add(edit({ name: 'New' }))
    const after = await open()
    before.crash()
    await idle()
    expect([leader, after].map(name)).toEqual(['New', 'New'])
    expect([leader, after].map(({ outbox }) => outbox.waiting.length)).toEqual([1, 1])
  })

  it('is not doubled for a window that opens while it is being decided', async () => {
    const leader = await open(hanging())
    const other = await open()
    leader.outbox.add(edit({ amount: '9.00' }))
    await idle()
    leader.outbox.add(edit({ name: 'A' }))
    await idle()
    other.outbox.add(edit({ amount: '2.00' })) // one with that before it, by the leader
    await idle()
    const late = await open()
    for (const { outbox } of [leader, other, late])
      expect(outbox.waiting.map(({ patch }) => patch)).toEqual([
        { amount: '9.00' },
        { name: 'A', amount: '2.00' },
      ])
  })

  it('does no harm where it had got through after all', async () => {
    const page = await open()
    answer = conflict
    page.outbox.add(edit({ name: 'Mine' }))
    await idle()
    answer = () => new NetworkError(new Error('down'))
    page.outbox.resolve(asked(page.outbox), ['name'])
    const written = [...here.written]
    await idle()
    page.crash()
    written.forEach(([key, text]) => here.written.set(key, text)) // not crossed out in time
    const next = await open()
    expect(next.outbox.conflicts).toEqual([])
    expect(next.outbox.waiting.map(({ patch }) => patch)).toEqual([{ name: 'Mine' }])
  })

  it('is skipped where it can not be read', async () => {
    here.written.set('journal-x', '{"id":')
    const { outbox } = await open()
    expect([outbox.waiting, here.written.size]).toEqual([[], 0])
  })
})
