// @vitest-environment happy-dom
import { flushSync } from 'react-dom'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import '@/locales'
import { FakeScreen } from '@/sync/live.fake'
import { toast } from '@/components/ui/Toaster'
import type { LogEvent } from '@/sync'
import BulkProgress from './BulkProgress'

let screen: FakeScreen
let hear: (event: LogEvent) => void
const success = vi.spyOn(toast, 'success')
const info = vi.spyOn(toast, 'info')
beforeEach(() => {
  vi.clearAllMocks()
  screen = new FakeScreen()
  vi.spyOn(screen.live, 'onEvent').mockImplementation((listener) => {
    hear = listener
    return () => undefined
  })
  screen.show(<BulkProgress />)
})
afterEach(() => screen.close())

/** A bulk edit of four records that has ended at once. */
function ended(more: { done: number; unchanged: number }): void {
  const job = { status: 'done', action: 'update', error: null, total: 4, refused: 0, refusals: [] }
  const data = { id: 'j', version: 1, ...job, ...more }
  const actor = { id: 'ana', name: 'Ana', kind: 'user' }
  const event = {
    id: 'e',
    type: 'bulk_job.created',
    entity: 'bulk_job',
    entity_id: 'j',
    actor,
    data,
  }
  flushSync(() => hear(event as unknown as LogEvent))
}

/** Who changes four of which one was so already, is told of three. */
test('what is told to have changed is what did', () => {
  ended({ done: 4, unchanged: 1 })
  expect(success).toHaveBeenCalledWith(
    'Changed 3 records',
    expect.objectContaining({
      description: '1 was so already.',
      action: expect.anything() as object,
    }),
  )
})

/** Where all were so already there is nothing to be undone, and nothing went wrong. */
test('where nothing changed no undo is offered', () => {
  ended({ done: 4, unchanged: 4 })
  expect(info).toHaveBeenCalledWith('Nothing was changed', {
    id: 'j',
    description: '4 were so already.',
  })
})
