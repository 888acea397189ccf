// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import '@/locales'
import { ANA, FakeScreen, listOf } from '@/sync/live.fake'
import { session, type LogEvent } from '@/sync'
import './texts'
import { Timeline } from './Timeline'
import TimeTravel from './TimeTravel'

const RESTORE = 'Restore these values'
const name = { key: 'name', label: 'Name', kind: 'text', required: true, writable: true }
const meta = { types: { deals: { entity: 'deal', label: 'Deal', fields: [name] } } }
const event = (seq: number): Partial<LogEvent> => ({
  seq,
  id: `e${seq}`,
  type: 'deal.updated',
  entity: 'deal',
  entity_id: 'd',
  version: seq,
  changed: ['name'],
  before: { name: 'Before' },
  at: `2026-11-21T1${seq}:00:00Z`,
  actor: { id: 'ben', name: 'Ben', kind: 'user' },
})
const events = [3, 2, 1].map(event) as LogEvent[]

const history = () =>
  Response.json({ data: events, pagination: { next_cursor: null, total: events.length } })

let screen: FakeScreen
let answer: Record<string, () => void>
beforeEach(() => {
  answer = {}
  session.setState({ me: { ...ANA, permissions: { deals: { update: 'all' } } } })
  screen = new FakeScreen(({ pathname, searchParams }) => {
    if (pathname.endsWith('/meta')) return Response.json({ data: meta })
    if (/\/(comments|files)$/.test(pathname)) return listOf()
    const at = searchParams.get('at')
    if (at === null) return pathname.endsWith('/history') ? history() : undefined
    const then = `Name at ${at}`
    const record = { id: 'd', version: 1, name: then }
    const past = { record, deleted: false, differs: { name: { then, now: 'Now' } } }
    return new Promise((done) => (answer[at] = () => done(Response.json({ data: past }))))
  })
})
afterEach(() => {
  screen.close()
  session.setState({ me: null })
})

/** The slider is ahead of the answer: what would be restored is not what the header says, so nothing is. */
test('nothing is restored until the moment that was chosen is read', async () => {
  const ignore = () => undefined
  screen.show(
    <TimeTravel
      type="deals"
      id="d"
      events={events}
      hasMore={false}
      onMore={ignore}
      onBack={ignore}
    />,
  )
  await vi.waitFor(() => expect(answer['2']).toBeDefined())
  answer['2']?.()
  await vi.waitFor(() => expect(screen.button(RESTORE).disabled).toBe(false))

  screen.type('input[type=range]', '0')
  await vi.waitFor(() => expect(answer['1']).toBeDefined())
  screen.press(RESTORE)
  expect(screen.live.outbox.pending).toEqual([])

  answer['1']?.()
  await vi.waitFor(() => expect(screen.button(RESTORE).disabled).toBe(false))
  screen.press(RESTORE)
  expect(screen.live.outbox.pending).toMatchObject([{ body: { name: 'Name at 1' } }])
})

/** The button pressed goes, so the slider has the focus; and coming back the button that opens it. */
test('whoever travels by the keyboard keeps the focus there and back', async () => {
  screen.show(<Timeline entity="deal" id="d" />)
  await vi.waitFor(() => screen.button('As it was'))
  screen.button('As it was').focus()
  screen.press('As it was')
  await vi.waitFor(() => expect(document.activeElement).toBe(screen.find('input[type=range]')))
  screen.press('Back to now')
  expect(document.activeElement).toBe(screen.button('As it was'))
})
