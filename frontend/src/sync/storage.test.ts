import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import type { Operation } from './operation'
import { browserStore } from './storage'

const operation = (id: string, scope = 't:ana') => ({ id, scope, at: 1 }) as Operation

describe('writes on the disk', () => {
  it('are there for the next page, of one person only, and go when they are dropped', async () => {
    const page = browserStore('disk')
    await page.write({ put: [operation('a'), operation('b'), operation('c', 't:ben')], drop: [] })
    void page.write({ put: [operation('d')], drop: ['a'] }) // in turn: seen by what follows
    expect((await page.load('t:ana')).map(({ id }) => id)).toEqual(['b', 'd'])
    expect((await browserStore('disk').load('t:ben')).map(({ id }) => id)).toEqual(['c'])
  })

  it('are written all or not at all, and a failure does not end what comes after', async () => {
    const page = browserStore('partly')
    const unwritable = { ...operation('b'), body: () => undefined }
    const failing = page.write({ put: [operation('a'), unwritable], drop: [] })
    await expect(failing).rejects.toThrow()
    await page.write({ put: [operation('c')], drop: [] })
    expect((await page.load('t:ana')).map(({ id }) => id)).toEqual(['c'])
  })
})
