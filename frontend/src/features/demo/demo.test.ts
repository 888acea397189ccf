import { afterEach, expect, it, vi } from 'vitest'
import { askForDemo, readDemo } from './demo'

afterEach(() => vi.unstubAllGlobals())

/** Whoever reloads offline is in the demo still: not reached is asked again, and "no demo" is not. */
it('tells a server that is no demo from one that was not reached', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
  await expect(askForDemo()).rejects.toThrow()
  expect(await readDemo()).toBeNull()
  const missing = { error: 'not_found', message: 'Not found' }
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(missing, { status: 404 })))
  expect(await askForDemo()).toBeNull()
})
