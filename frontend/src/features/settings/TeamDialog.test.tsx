// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import '@/locales'
import { session } from '@/sync'
import { ANA, FakeScreen } from '@/sync/live.fake'
import { TeamDialog } from './TeamDialog'

let screen: FakeScreen
const asked: string[] = []
beforeEach(() => {
  asked.length = 0
  session.setState({ me: ANA })
  screen = new FakeScreen()
  vi.stubGlobal('fetch', ({ method, url }: Request) => {
    asked.push(`${method} ${new URL(url).pathname}`)
    return new Promise<Response>(() => undefined)
  })
  const team = { id: 't1', version: 1, name: 'North', members: [] }
  screen.show(<TeamDialog team={team} onClose={() => undefined} />)
})
afterEach(() => {
  session.setState({ me: null })
  screen.close()
})

/** One press beside Save must not take from people what they saw of each other: nothing brings a team back. */
test('a team is dissolved only after a second yes', async () => {
  screen.press('Dissolve team')
  expect(screen.find('[role=dialog]').textContent).toContain('Dissolve North?')
  expect(asked.filter((one) => one.startsWith('DELETE'))).toEqual([])
  screen.press('Dissolve team')
  await vi.waitFor(() => expect(asked).toContain('DELETE /api/v1/teams/t1'))
})
