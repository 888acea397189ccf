import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Keeper, type KeeperWorld } from './keeper'
import { browserKept, type KeptStore } from './kept'
import { Records } from './records'
import { boardKey, listKey } from './queries'
import { Snapshots } from './snapshots'
import type { LogEvent, Row } from './types'

const params = { sort: 'name' }
const list = listKey('companies', params)
const company = (id: string, name: string, version = 1): Row => ({ id, version, name })
let round = 0
let store: KeptStore

/** A page: its memory, its place in the log and its keeper. */
class Page {
  readonly records = new Records()
  position: number | null = null
  readonly snapshots = new Snapshots(
    this.records,
    () => this.position,
    (seq) => (this.position ??= seq),
  )
  readonly keeper: Keeper
  constructor(
    page: string,
    { at = Date.now(), ...more }: Partial<KeeperWorld> & { at?: number } = {},
  ) {
    this.keeper = new Keeper({
      store,
      records: this.records,
      client: this.snapshots.client,
      scope: '0:t:u',
      page,
      access: () => 'rep',
      position: () => this.position,
      asOf: () => at,
      ...more,
    })
  }
  async open() {
    const kept = await this.keeper.restore()
    this.position = kept?.seq ?? null
    this.keeper.follow()
    return kept
  }
  /** Read a list of companies at a position. */
  read(seq: number, ...rows: Row[]) {
    this.position ??= seq
    this.records.take('companies', rows, seq)
    const ids = rows.map((row) => row.id)
    const state = {
      ids,
      total: ids.length,
      totalIsMin: false,
      nextCursor: null,
      seq,
      totalSeq: seq,
    }
    this.snapshots.client.setQueryData(list, state)
  }
  hear(seq: number, verb: string, row: Row, before: object = {}) {
    const event = { seq, type: `company.${verb}`, entity: 'company', entity_id: row.id, data: row }
    this.position = seq
    this.snapshots.apply([
      { ...event, version: row.version, before, changed: [] } as unknown as LogEvent,
    ])
  }
  shown() {
    const ids = this.snapshots.client.getQueryData<{ ids: string[] }>(list)?.ids
    return ids?.map((id) => this.records.get('companies', id)?.['name'])
  }
  stale(key: readonly unknown[] = list) {
    return this.snapshots.client.getQueryState(key)?.isInvalidated
  }
  /** Write, and wait for it: what is asked of the store after it comes after it. */
  async leave() {
    this.keeper.flush()
    this.keeper.stop()
    this.snapshots.stop()
    await store.load('')
  }
}

beforeEach(() => {
  store = browserKept(`kept-${++round}`)
  vi.stubGlobal('navigator', {})
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('removeEventListener', () => undefined)
  vi.stubGlobal('document', { addEventListener() {}, removeEventListener() {} })
})
afterEach(() => vi.unstubAllGlobals())

describe('what was read', () => {
  it('is there on the next page, at the position it stood at', async () => {
    const before = new Page('one')
    await before.open()
    before.read(7, company('a', 'Acme'), company('c', 'Cern'))
    before.hear(8, 'created', company('b', 'Bolt'))
    await before.leave()

    const after = new Page('two')
    expect(await after.open()).toMatchObject({ seq: 8 })
    expect(after.shown()).toEqual(['Acme', 'Bolt', 'Cern'])
    expect(after.stale()).toBe(false)
  })

  it('goes on with the changes after its position, each once', async () => {
    const before = new Page('one')
    await before.open()
    before.read(7, company('a', 'Acme'))
    await before.leave()
    const after = new Page('two')
    await after.open()
    after.hear(8, 'created', company('b', 'Bolt'))
    after.hear(9, 'updated', company('a', 'Zeta', 2), { name: 'Acme' })
    expect(after.shown()).toEqual(['Bolt', 'Zeta'])
  })

  it('is written as it changes: what vanished is not there again', async () => {
    const before = new Page('one')
    await before.open()
    before.read(7, company('a', 'Acme'), company('b', 'Bolt'))
    before.keeper.flush()
    before.hear(8, 'deleted', company('a', 'Acme', 2))
    await before.leave()
    const after = new Page('two')
    expect(await after.open()).toMatchObject({ seq: 8 })
    expect(after.shown()).toEqual(['Bolt'])
    expect(after.records.base('companies', 'a')).toBeUndefined()
  })

  it('comes from several windows: the later one wins, and all changes after the earlier are heard', async () => {
    const slow = new Page('slow')
    await slow.open()
    slow.read(7, company('a', 'Acme'))
    slow.keeper.flush()
    const quick = new Page('quick')
    quick.keeper.follow()
    quick.read(7, company('a', 'Acme'))
    quick.hear(9, 'created', company('b', 'Bolt'))
    await quick.leave()
    await slow.leave()
    const after = new Page('after')
    expect(await after.open()).toMatchObject({ seq: 7 })
    after.hear(9, 'created', company('b', 'Bolt'))
    expect(after.shown()).toEqual(['Acme', 'Bolt'])
    expect(after.snapshots.client.getQueryData<{ total: number }>(list)?.total).toBe(2)
  })

  it('is read again where it was known to be old, a record is missing, or no event tells of it', async () => {
    const before = new Page('one')
    await before.open()
    before.read(7, company('a', 'Acme'))
    const { client } = before.snapshots
    const other = listKey('contacts', params)
    client.setQueryData(other, { ids: ['gone'], seq: 7, totalSeq: 7, total: 1 })
    const counted = listKey('roles', params)
    client.setQueryData(counted, { ids: [], seq: 7, totalSeq: 7, total: 0 })
    await client.invalidateQueries({ queryKey: list })
    before.hear(8, 'created', company('b', 'Bolt')) // moved on, and old all the same
    await before.leave()
    const after = new Page('two')
    await after.open()
    expect(after.shown()).toEqual(['Acme', 'Bolt'])
    expect([list, other, counted].map((key) => after.stale(key))).toEqual([true, true, true])
  })

  it('gives way to the next reading where a figure changes without an event', async () => {
    const before = new Page('one')
    await before.open()
    before.read(7)
    before.snapshots.client.setQueryData(listKey('roles', params), { ids: ['r'], seq: 7 })
    before.records.take('roles', [{ id: 'r', version: 1, members: 0 }], 7)
    await before.leave()
    const after = new Page('two')
    await after.open()
    expect(after.records.get('roles', 'r')?.['members']).toBe(0)
    after.records.take('roles', [{ id: 'r', version: 1, members: 2 }], 8)
    expect(after.records.get('roles', 'r')?.['members']).toBe(2)
  })

  it('holds what a card points to, and nothing that nothing points to', async () => {
    const before = new Page('one')
    await before.open()
    before.read(7)
    before.records.take('companies', [company('co', 'Cern'), company('no', 'Nobody')], 7)
    const deal = { id: 'd', version: 1, pipeline_id: 'p', company_id: 'co' }
    before.records.take('deals', [deal], 7)
    before.snapshots.client.setQueryData(boardKey('p', {}), {
      pipeline: { id: 'p', version: 1 },
      params: {},
      seq: 7,
      stages: [{ id: 's', cards: [{ id: 'd' }] }],
    })
    await before.leave()
    const after = new Page('two')
    await after.open()
    expect(after.records.get('companies', 'co')).toBeDefined()
    expect(after.records.get('companies', 'no')).toBeUndefined()
  })
})

describe('nothing stays that is not for who looks', () => {
  async function kept(more: Partial<KeeperWorld> & { at?: number } = {}) {
    const before = new Page('one', more)
    await before.open()
    before.read(7, company('a', 'Acme'))
    await before.leave()
  }

  it('after their rights have changed', async () => {
    await kept({ access: () => 'admin' })
    expect(await new Page('two').keeper.restore()).toBeNull()
    expect(await store.load('0:t:u')).toEqual([])
  })

  it('after as long as a session lives', async () => {
    await kept({ at: Date.now() - 8 * 24 * 3_600_000 })
    expect(await new Page('two').open()).toBeNull()
  })

  it('for somebody else', async () => {
    await kept()
    expect(await new Page('two', { scope: '0:t:other' }).open()).toBeNull()
  })

  it('when the server says that access has changed, though the window goes on', async () => {
    const page = new Page('one')
    await page.open()
    page.read(7, company('a', 'Acme'))
    page.keeper.flush()
    page.records.clear()
    await page.keeper.forget()
    expect(await store.load('0:t:u')).toEqual([])
    page.read(8, company('b', 'Bolt'))
    await page.leave()
    const [mirror] = await store.load('0:t:u')
    expect(mirror?.rows.map(({ row }) => row.id)).toEqual(['b'])
  })

  it('in this slot after signing out, but for other slots', async () => {
    await kept()
    await kept({ scope: '1:t:u', page: 'other' })
    await store.forget('0:')
    expect(await store.load('0:t:u')).toEqual([])
    expect(await store.load('1:t:u')).toHaveLength(1)
  })
})
