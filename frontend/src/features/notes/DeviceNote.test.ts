// @vitest-environment happy-dom
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { forgetNotes, keptNote, markUnsent } from '@/sync/device'
import { DeviceNote } from './DeviceNote'

const ANA = { tenant: { id: 't1' }, user: { id: 'ana' } }
const BEN = { tenant: { id: 't1' }, user: { id: 'ben' } }
const NAME = keptNote(ANA, 'n1')

/** What stands in the journal, of whomever. */
const journal = () => Object.keys(localStorage).filter((key) => key.startsWith('sp-typed-note-'))

async function open(name = NAME) {
  const doc = new Y.Doc()
  const kept = new DeviceNote(name, doc)
  await kept.ready
  return { doc, kept, text: doc.getText('t'), read: () => doc.getText('t').toJSON() }
}

/** The page ends before the disk has finished anything: it never has what was typed. */
function loseDisk(): void {
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
    const nothing = { onsuccess: null, addEventListener: () => undefined }
    const shelf = { add: () => nothing, count: () => nothing, put: () => nothing }
    return { objectStore: () => shelf } as unknown as IDBTransaction
  })
}

describe("a note's text on the device", () => {
  beforeEach(() => localStorage.clear())
  afterEach(async () => {
    vi.restoreAllMocks()
    for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name ?? '')
  })

  it('is in the journal from the letter on, until the disk has it', async () => {
    const page = await open()
    page.text.insert(0, 'word')
    expect(localStorage.getItem(journal()[0] ?? '')).toContain('word')
    await vi.waitFor(() => expect(journal()).toEqual([]))
    page.kept.stop()
    expect((await open()).read()).toBe('word')
  })

  it('is whole on the next page, which gives the disk what it lacked', async () => {
    const page = await open()
    page.text.insert(0, 'on disk')
    await vi.waitFor(() => expect(journal()).toEqual([]))
    loseDisk()
    page.text.insert(7, ', typed')
    page.text.insert(14, ' last')
    expect(journal()).toHaveLength(1)
    vi.restoreAllMocks()
    const next = await open()
    expect(next.read()).toBe('on disk, typed last')
    await vi.waitFor(() => expect(journal()).toEqual([]))
    next.kept.stop()
    expect((await open()).read()).toBe('on disk, typed last')
  })

  it('does not change by what had got through after all', async () => {
    const page = await open()
    page.text.insert(0, 'word')
    const [key = ''] = journal()
    const entry = localStorage.getItem(key) ?? ''
    await vi.waitFor(() => expect(journal()).toEqual([]))
    localStorage.setItem(key, entry) // not crossed out in time
    const changed = vi.fn()
    const doc = new Y.Doc()
    const next = new DeviceNote(NAME, doc)
    doc.on('update', (_: Uint8Array, origin: unknown) => {
      if (!origin) changed() // the disk's own updates have one
    })
    await next.ready
    expect(doc.getText('t').toJSON()).toBe('word')
    expect(changed).not.toHaveBeenCalled()
    expect(journal()).toEqual([])
  })

  it('waits for the words before it, where another tab has them still', async () => {
    const tab = new Y.Doc()
    const updates: Uint8Array[] = []
    tab.on('update', (update: Uint8Array) => updates.push(update))
    tab.getText('t').insert(0, 'one')
    tab.getText('t').insert(3, ' two')
    const second = String.fromCharCode(...(updates[1] ?? []))
    localStorage.setItem('sp-typed-note-t1-ana-n1-other', second)
    const page = await open()
    expect(page.read()).toBe('')
    expect(journal()).toHaveLength(1)
    Y.applyUpdate(page.doc, updates[0] ?? new Uint8Array())
    expect(page.read()).toBe('one two')
  })

  it('takes up nothing that another person typed, and nothing that is no text', async () => {
    localStorage.setItem('sp-typed-note-t1-ben-n1-page', 'his')
    localStorage.setItem('sp-typed-note-t1-ana-n1-page', 'not an update')
    const page = await open()
    expect(page.read()).toBe('')
    expect(journal()).toEqual(['sp-typed-note-t1-ben-n1-page'])
  })

  it('leaves the device with the note, and at sign-out, but for what only this device has', async () => {
    const page = await open()
    loseDisk()
    page.text.insert(0, 'secret')
    vi.restoreAllMocks()
    await page.kept.forget()
    expect(journal()).toEqual([])
    for (const [owner, id] of [
      [ANA, 'sent'],
      [ANA, 'unsent'],
      [BEN, 'his'],
    ] as const)
      localStorage.setItem(`sp-typed-note-t1-${owner.user.id}-${id}-page`, 'words')
    markUnsent(keptNote(ANA, 'unsent'), true)
    await forgetNotes(ANA)
    expect(journal().sort()).toEqual([
      'sp-typed-note-t1-ana-unsent-page',
      'sp-typed-note-t1-ben-his-page',
    ])
  })
})
