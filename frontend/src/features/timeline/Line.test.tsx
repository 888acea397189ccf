// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import '@/locales'
import { formatMoment, formatTime } from '@/format/dates'
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

/** "the note’s version of 2:05 PM", with the day where it is another one. */
test('a restored version of a note is named by its time, and its day if need be', () => {
  const told = (when: string) => {
    const event = {
      seq: 2,
      id: 'e2',
      type: 'note.version_restored',
      entity: 'note',
      entity_id: 'n1',
      version: 3,
      at: '2026-11-21T14:20:00Z',
      actor: { id: 'ana', name: 'Ana Duarte', kind: 'user' },
      changed: ['restored_from', 'text'],
      before: { restored_from: null, text: 'now' },
      data: { id: 'n1', version: 3, restored_from: when, text: 'then' },
    } as unknown as LogEvent
    const screen = new FakeScreen()
    const entries = entriesOf([event], [], [])
    screen.show(entries.map((entry) => <Line key="one" {...{ entry }} type="deals" events={[]} />))
    const { textContent } = screen.find('li')
    const buttons = screen.place.querySelectorAll('button').length
    screen.close()
    expect([entries.length, buttons]).toEqual([1, 0]) // nothing to undo from here
    return textContent
  }
  const [today, before] = ['2026-11-21T14:05:00Z', '2026-11-14T14:05:00Z']
  const says = 'Ana Duarte restored the note’s version of '
  expect(told(today)).toContain(`${says}${formatTime(today)}`)
  expect(told(before)).toContain(`${says}${formatMoment(before)}`)
})
