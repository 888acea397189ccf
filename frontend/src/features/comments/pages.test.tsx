// @vitest-environment happy-dom
import { flushSync } from 'react-dom'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import '@/locales'
import { session, type Row } from '@/sync'
import { ANA, FakeScreen } from '@/sync/live.fake'
import { CommentThreads } from './CommentThreads'

const said = Array.from({ length: 3 }, (_, at): Row => ({
  id: `c${at}`,
  version: 1,
  entity: 'deal',
  entity_id: 'd',
  body: `Said ${at}.`,
  created_by: 'ben',
  created_at: new Date(Date.UTC(2026, 0, 1, 0, at)).toISOString(),
}))

/** The server's pages, two to each, in the order it is asked for. */
function page({ searchParams: asked }: URL): Response {
  const down = asked.get('sort')?.startsWith('-')
  const rows = down ? [...said].reverse() : said
  const from = Number(asked.get('cursor') ?? 0)
  const next = from + 2 < rows.length ? String(from + 2) : null
  const pagination = { next_cursor: next, total: rows.length }
  const data = rows.slice(from, from + 2)
  return Response.json({ data, pagination }, { headers: { 'X-Log-Seq': '1' } })
}

let screen: FakeScreen
beforeEach(async () => {
  session.setState({ me: ANA })
  screen = new FakeScreen((url) => (url.pathname.endsWith('/comments') ? page(url) : undefined))
  screen.show(<CommentThreads entity="deal" id="d" readOnly={false} />)
  await vi.waitFor(() => expect(shown().length).toBeGreaterThan(0))
})
afterEach(() => {
  session.setState({ me: null })
  screen.close()
})

const shown = () => [...document.querySelectorAll('article p')].map((one) => one.textContent)

/** Of more than fit a page, the latest are read first, and what I say now stands after them. */
test('what is said last is shown, however much was said before', () => {
  expect(shown().at(-1)).toBe('Said 2.')
  flushSync(() => {
    const body = { entity: 'deal', entity_id: 'd', body: 'Mine.' }
    screen.live.outbox.add({
      kind: 'create',
      type: 'comments',
      recordId: 'mine',
      method: 'POST',
      path: '/comments',
      body,
      patch: { ...body, created_by: 'ana', created_at: new Date().toISOString() },
    })
  })
  expect(shown().at(-1)).toBe('Mine.')
})

/** The earlier ones come above, in the order they were said. */
test('earlier comments are a click away', async () => {
  expect(shown()[0]).toBe('Said 1.')
  screen.press('Earlier comments')
  await vi.waitFor(() => expect(shown()).toEqual(said.map(({ body }) => body)))
  expect(screen.place.textContent).not.toContain('Earlier comments')
})
