// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import '@/locales'
import { FakeScreen, listOf } from '@/sync/live.fake'
import { rememberPipeline } from '../pipeline/lastPipeline'
import { useWindowTitle } from './WindowTitle'

function Window({ path }: { path: string }) {
  useWindowTitle(path)
  return null
}

/** Tabs are told apart by what they show, and say what waits. */
test('a window is named by what is open, after the number of what is unread', async () => {
  const told = (id: string) => ({ id, version: 1, read_at: null, happened_at: '2026-11-21' })
  const screen = new FakeScreen(({ pathname }) =>
    pathname.endsWith('/notifications') ? listOf(told('a'), told('b')) : undefined,
  )
  screen.show(<Window path="/deals/d1" />)
  expect(document.title).toBe('Deals · SalesPulse')
  screen.live.records.take('deals', [{ id: 'd1', version: 1, name: 'Umbra renewal' }], 1)
  await vi.waitFor(() => expect(document.title).toBe('(2) Umbra renewal · SalesPulse'))
  screen.show(<Window path="/inbox" />)
  expect(document.title).toBe('(2) Inbox · SalesPulse')
  screen.close()
  expect(document.title).toBe('SalesPulse')
})

/** The first screen has no board in its address, and yet shows one: that is what the window is called. */
test('where the address names no board, the window is named by the one that is shown', async () => {
  const screen = new FakeScreen()
  screen.show(<Window path="/pipelines" />)
  expect(document.title).toBe('Pipelines · SalesPulse')
  screen.live.records.take('pipelines', [{ id: 'p1', version: 1, name: 'New business' }], 1)
  rememberPipeline('p1')
  await vi.waitFor(() => expect(document.title).toBe('New business · SalesPulse'))
  screen.close()
})
