// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useInView } from '@/features/comments/inView'
import type { Row } from '@/sync'
import { FakeScreen, listOf } from '@/sync/live.fake'
import { ReadBySight } from './ReadBySight'

const told = (id: string): Row => ({
  id,
  version: 1,
  read_at: null,
  happened_at: '1',
  comment_id: `of-${id}`,
})

let screen: FakeScreen
let focused: boolean

beforeEach(() => {
  focused = true
  vi.spyOn(document, 'hasFocus').mockImplementation(() => focused)
  screen = new FakeScreen(({ pathname }) =>
    pathname.endsWith('/notifications') ? listOf(told('a'), told('b')) : undefined,
  )
})
afterEach(() => {
  screen.close()
  useInView.setState(new Set(), true)
  vi.restoreAllMocks()
})

const read = () =>
  ['a', 'b'].filter((id) => screen.live.records.get('notifications', id)?.['read_at'])
const arrived = () =>
  vi.waitFor(() => expect(screen.live.records.get('notifications', 'a')).toBeDefined())

/** A comment that is read where it stands waits in the bell no more; another's does. */
test('a comment in view is read', async () => {
  screen.show(<ReadBySight />)
  await arrived()
  expect(read()).toEqual([])
  useInView.setState(new Set(['of-a']), true)
  await vi.waitFor(() => expect(read()).toEqual(['a']))
})

/** What is on the screen of a window that nobody is at has been seen by nobody, until they come. */
test('nothing is read in a window that is not looked at', async () => {
  focused = false
  useInView.setState(new Set(['of-b']), true)
  screen.show(<ReadBySight />)
  await arrived()
  expect(read()).toEqual([])
  focused = true
  dispatchEvent(new Event('focus'))
  await vi.waitFor(() => expect(read()).toEqual(['b']))
})
