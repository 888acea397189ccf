// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import '@/locales'
import { FakeScreen } from '@/sync/live.fake'
import { DealSheet } from './DealSheet'

vi.mock('@tanstack/react-router', async (original) => ({
  ...(await original<object>()),
  useNavigate: () => () => undefined,
  useParams: () => ({ dealId: 'd' }),
}))
// What the team says of a deal is looked at elsewhere.
vi.mock('../record/RecordSections', () => ({ RecordSections: () => null }))

const ben = { id: 'w1', user_id: 'ben', name: 'Ben Keller', state: {} }
const members = [ben]

let screen: FakeScreen
beforeEach(() => {
  screen = new FakeScreen(({ pathname }) =>
    pathname.endsWith('/deals/d')
      ? Response.json({ code: 'not_found', message: 'Not found.' }, { status: 404 })
      : undefined,
  )
  vi.spyOn(screen.live.presence, 'members').mockImplementation(() => members)
  screen.live.records.take('deals', [{ id: 'd', version: 1, name: 'Umbra renewal' }], 1)
})
afterEach(() => screen.close())

const faces = () => [...document.querySelectorAll('header [title], header [aria-label]')].map(said)
const said = (one: Element) => one.getAttribute('title') ?? one.getAttribute('aria-label')

/** We are told nothing more of a deal that is gone: who was there a moment ago must not stand there for ever. */
test('a deal that is deleted while it is open shows nobody beside it', async () => {
  screen.show(<DealSheet />)
  await vi.waitFor(() => expect(faces()).toContain('Ben Keller'))
  screen.live.records.vanish('deals', 'd', 2)
  await vi.waitFor(() => expect(document.body.textContent).toContain('This deal isn’t here'))
  expect(faces()).not.toContain('Ben Keller')
})
