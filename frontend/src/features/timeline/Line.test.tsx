// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import '@/locales'
import { formatTime } from '@/format/dates'
import type { LogEvent } from '@/sync'
import { FakeScreen } from '@/sync/live.fake'
import { entriesOf } from './entries'
import { Line } from './Timeline'

/** The history tells the time of day as the rest of the app does, not "04:01 PM" beside "4:00 PM". */
test('a time is written as everywhere', () => {
  const at = '2026-11-21T04:01:00Z'
  const event = {
    seq: 1,
    id: 'e1',
    type: 'deal.created',
    entity: 'deal',
    entity_id: 'd1',
    version: 1,
    at,
    actor: { id: 'ana', name: 'Ana Duarte', kind: 'user' },
    changed: [],
    before: null,
  } as unknown as LogEvent
  const screen = new FakeScreen()
  screen.show(
    entriesOf([event], [], []).map((entry) => (
      <Line key={entry.key} entry={entry} type="deals" events={[event]} />
    )),
  )
  const shown = screen.find('time').textContent
  screen.close()
  expect(shown).toBe(formatTime(at))
})
