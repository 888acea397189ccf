// @vitest-environment happy-dom
import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { forgetNotes, keptNote, markUnsent, unsentNotes } from './device'

const ANA = { tenant: { id: 't1' }, user: { id: 'ana' } }
const BEN = { tenant: { id: 't1' }, user: { id: 'ben' } }

const create = (name: string) =>
  new Promise<void>((done) => {
    const opening = indexedDB.open(name)
    opening.onsuccess = () => {
      opening.result.close()
      done()
    }
  })

describe('notes on this device', () => {
  beforeEach(() => localStorage.clear())

  it('knows what is unsent, person by person', () => {
    markUnsent(keptNote(ANA, 'n1'), true)
    markUnsent(keptNote(BEN, 'n2'), true)
    expect(unsentNotes(ANA)).toEqual(['n1'])
    markUnsent(keptNote(ANA, 'n1'), false)
    expect(unsentNotes(ANA)).toEqual([])
  })

  it('forgets what is on the server too, of this person only', async () => {
    for (const name of [keptNote(ANA, 'sent'), keptNote(ANA, 'unsent'), keptNote(BEN, 'his')])
      await create(name)
    markUnsent(keptNote(ANA, 'unsent'), true)
    await forgetNotes(ANA)
    const left = async () => (await indexedDB.databases()).map(({ name }) => name).sort()
    const kept = [keptNote(ANA, 'unsent'), keptNote(BEN, 'his')].sort()
    await vi.waitFor(async () => expect(await left()).toEqual(kept))
  })
})
