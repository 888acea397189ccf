// @vitest-environment happy-dom
import { flushSync } from 'react-dom'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import '@/locales'
import { session, type Row } from '@/sync'
import { ANA, FakeScreen, listOf } from '@/sync/live.fake'
import { Tags } from './Tags'

const NAME = 'input[aria-label="Name of the tag"]'
const tag: Row = { id: 't1', version: 3, name: 'Hot', color: 'red' }

let screen: FakeScreen
beforeEach(async () => {
  session.setState({ me: { ...ANA, permissions: { tags: { update: 'all' } } } })
  screen = new FakeScreen(() => listOf(tag))
  screen.show(<Tags />)
  await vi.waitFor(() => screen.find(NAME))
})
afterEach(() => {
  session.setState({ me: null })
  screen.close()
})

const told = (change: Partial<Row>) =>
  flushSync(() => screen.live.records.take('tags', [{ ...tag, ...change }], 9))
const leave = () =>
  flushSync(() => screen.find(NAME).dispatchEvent(new FocusEvent('focusout', { bubbles: true })))

/** Ben renames the tag I am renaming: mine is sent over what I saw, so that I am asked which one stays. */
test('a name typed over another’s says which version it was typed over', () => {
  screen.type(NAME, 'Hotter')
  told({ version: 4, name: 'Warm' })
  expect(screen.find<HTMLInputElement>(NAME).value).toBe('Hotter')
  leave()
  expect(screen.live.outbox.pending).toMatchObject([{ body: { name: 'Hotter' }, baseVersion: 3 }])
})

/** Typed and taken back by hand: nothing is written, also not over what became of it meanwhile. */
test('a name that is as it was writes nothing', () => {
  screen.type(NAME, 'Hotter')
  told({ version: 4, name: 'Warm' })
  screen.type(NAME, 'Hot')
  leave()
  expect(screen.live.outbox.pending).toEqual([])
  expect(screen.find<HTMLInputElement>(NAME).value).toBe('Warm')
})
