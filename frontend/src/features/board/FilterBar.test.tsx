// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import '@/locales'
import { joinList } from '@/sync'
import { FakeScreen } from '@/sync/live.fake'
import { FilterBar } from './FilterBar'

/** A tag that was typed on a deal, or came with an import, and that nobody has put among the tags. */
test('a board is filtered by a tag that only its deals have', async () => {
  const screen = new FakeScreen()
  const onFilters = vi.fn()
  screen.show(<FilterBar filters={{}} onFilters={onFilters} />)
  screen.live.records.take('deals', [{ id: 'd', version: 1, tags: ['hot, really'] }], 1)
  screen.press('Tag')
  await vi.waitFor(() => screen.find('[role=option]'), { timeout: 20_000 })
  const option = screen.find('[role=option]')
  expect(option.textContent).toBe('hot, really')
  option.click()
  const tags = joinList(['hot, really'])
  expect(onFilters).toHaveBeenCalledWith({ tags })

  screen.show(<FilterBar filters={{ tags }} onFilters={onFilters} />)
  expect(screen.button('Tag').textContent).toBe('Tag: hot, really')
  screen.close()
}, 30_000)
