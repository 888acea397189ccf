// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Live } from './live'
import type { LogEvent } from './types'
import { LiveContext } from './useLive'
import { since, useLogPages } from './useLogPages'

const event = (seq: number, entity_id = 'a') => ({ seq, entity_id }) as LogEvent
const events = (...seqs: number[]) => seqs.map((seq) => event(seq))
const seqs = (found: readonly LogEvent[]) => found.map(({ seq }) => seq)

/** What was heard and then read is shown once; what came after stands on top. */
test('what is heard comes before what was read, once', () => {
  expect(seqs(since(events(7, 5, 2), events(9, 8, 7, 5)))).toEqual([9, 8])
})

/** Read again, the first page may end above what was heard long ago: that has its place on a later page. */
test('what was heard and is on a page not read yet is not put on top', () => {
  expect(seqs(since(events(60, 59), events(61, 60, 59, 58)))).toEqual([61])
})

/** Where nothing has been read, or nothing happened before, all that is heard is new. */
test('all that is heard is new where nothing was read', () => {
  expect(seqs(since([], events(2, 1)))).toEqual([2, 1])
})

const concerning = {
  a: ({ entity_id }: LogEvent) => entity_id === 'a',
  b: ({ entity_id }: LogEvent) => entity_id === 'b',
}
let told: ((event: LogEvent) => void)[] = []
const live = {
  onEvent: (listener: (event: LogEvent) => void) => {
    told.push(listener)
    return () => (told = told.filter((one) => one !== listener))
  },
} as unknown as Live

function History({ id }: { id: 'a' | 'b' }) {
  const found = useLogPages({
    queryKey: ['history', id],
    path: `/history/${id}`,
    limit: 2,
    concerns: concerning[id],
  })
  return `${found.status}: ${seqs(found.events).join(' ')} of ${found.count}${found.hasMore ? '+' : ''}`
}

beforeEach(() => {
  told = []
  const pages = { a: { data: events(5, 3), total: 3 }, b: { data: [event(4, 'b')], total: 1 } }
  vi.stubGlobal('fetch', (address: string | URL | Request) => {
    const url = address instanceof Request ? address.url : address.toString()
    const { data, total } = url.includes('/history/a') ? pages.a : pages.b
    const next_cursor = total > data.length ? 'older' : null
    return Promise.resolve(Response.json({ data, pagination: { next_cursor, total } }))
  })
})
afterEach(() => vi.unstubAllGlobals())

/** Read and heard are one list with one count; another record starts with nothing of the first. */
test('pages and what is heard, of one record and then of another', async () => {
  const place = document.createElement('div')
  const root = createRoot(place)
  const client = new QueryClient()
  const show = (id: 'a' | 'b') =>
    flushSync(() => {
      root.render(
        <LiveContext value={live}>
          <QueryClientProvider client={client}>
            <History id={id} />
          </QueryClientProvider>
        </LiveContext>,
      )
    })
  const hear = (...heard: LogEvent[]) => heard.forEach((one) => told.forEach((tell) => tell(one)))
  const shown = (text: string) => vi.waitFor(() => expect(place.textContent).toBe(text))

  show('a')
  await shown('success: 5 3 of 3+')
  hear(event(6), event(7, 'b'), event(8))
  await shown('success: 8 6 5 3 of 5+')
  show('b')
  expect(place.textContent).not.toContain('8')
  await shown('success: 4 of 1')
  hear(event(9, 'b'), event(10))
  await shown('success: 9 4 of 2')
  flushSync(() => root.unmount())
  expect(told).toEqual([])
})
