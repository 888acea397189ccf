// @vitest-environment happy-dom
import { flushSync } from 'react-dom'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import '@/locales'
import { session, signOut, type Row } from '@/sync'
import { ANA, FakeScreen, listOf } from '@/sync/live.fake'
import { CommentThreads } from './CommentThreads'

const AT = '2026-11-21T09:00:00Z'
const said: Row = {
  id: 'c1',
  version: 1,
  entity: 'deal',
  entity_id: 'd',
  body: 'Hello',
  created_by: 'ana',
  created_at: AT,
}
const comments = <CommentThreads entity="deal" id="d" readOnly={false} />
const field = (label: string) => `textarea[aria-label="${label}"]`
const NEW = field('Write a comment…')
const ANSWER = field('Reply…')
const EDIT = field('Edit')
const words = (label: string) => screen.find<HTMLTextAreaElement>(label).value
const open = () => document.querySelectorAll('textarea').length

let screen: FakeScreen
beforeEach(async () => {
  session.setState({ me: ANA, status: 'signed-in' })
  await opened()
})
afterEach(() => {
  sessionStorage.clear()
  close()
})

async function opened(): Promise<void> {
  screen = new FakeScreen(({ pathname }) =>
    pathname.endsWith('/comments') ? listOf(said) : undefined,
  )
  screen.show(comments)
  await vi.waitFor(() => screen.button('Reply'))
}
const close = () => screen.close()

/** What somebody else has made of the comment, as the log tells it. */
function told(change: Partial<Row>): void {
  flushSync(() => screen.live.records.take('comments', [{ ...said, ...change }], 9))
}

/** Looking at another tab, or coming back from another screen, finds the words where they were. */
test('a half-typed comment and a half-typed answer are there after a look elsewhere', async () => {
  screen.type(NEW, 'Half a comm')
  screen.press('Reply')
  screen.type(ANSWER, 'Half an ans')
  screen.show(null)
  screen.show(comments)
  expect(words(NEW)).toBe('Half a comm')
  expect(words(ANSWER)).toBe('Half an ans')

  close() // a reload
  await opened()
  expect(words(NEW)).toBe('Half a comm')
  expect(words(ANSWER)).toBe('Half an ans')
})

/** What is sent is no draft any more, and neither is what one decided against. */
test('nothing is left of a draft that was sent or cancelled', () => {
  screen.type(NEW, 'All of it')
  screen.press('Comment')
  expect(screen.live.outbox.pending).toMatchObject([{ body: { body: 'All of it' } }])
  screen.press('Reply')
  screen.type(ANSWER, 'Rather not')
  screen.press('Cancel')
  screen.show(null)
  screen.show(comments)
  expect(words(NEW)).toBe('')
  expect(open()).toBe(1)
})

/** Ben resolves the thread I am answering: it stays open, with my words in it. */
test('a thread that is resolved while one answers stays open', () => {
  screen.press('Reply')
  screen.type(ANSWER, 'A long answer')
  told({ version: 2, resolved_at: AT, resolved_by: 'ben' })
  expect(screen.place.textContent).toContain('Resolved by')
  expect(words(ANSWER)).toBe('A long answer')
})

/** A comment is changed over what one saw: another's change meanwhile is asked about, also after a look elsewhere. */
test('a comment’s change says over which version it was made', async () => {
  screen.press('More')
  await vi.waitFor(() => flushSync(() => screen.find('[role=menuitem]').click()))
  screen.type(EDIT, 'Hello all')
  told({ version: 5, body: 'Hallo' })
  screen.show(null)
  screen.show(comments)
  expect(words(EDIT)).toBe('Hello all')
  screen.press('Save')
  expect(screen.live.outbox.pending).toMatchObject([
    { kind: 'update', body: { body: 'Hello all' }, baseVersion: 1 },
  ])
})

/** Who signs out leaves nothing typed behind, and nobody is shown what another person began. */
test('drafts are their author’s, and gone when they sign out', async () => {
  screen.type(NEW, 'Between us')
  screen.show(null)
  session.setState({ me: { ...ANA, user: { ...ANA.user, id: 'ben' } } })
  screen.show(comments)
  expect(words(NEW)).toBe('')
  expect(sessionStorage.length).toBe(1)

  vi.stubGlobal('fetch', () => Promise.resolve(new Response(null, { status: 204 })))
  await signOut()
  expect(Object.keys(sessionStorage)).toEqual([])
})
