// @vitest-environment happy-dom
import { flushSync } from 'react-dom'
import { afterEach, beforeEach, expect, test } from 'vitest'
import '@/locales'
import { ANA, FakeScreen } from '@/sync/live.fake'
import { session, useRow, type Field } from '@/sync'
import { RecordFields } from './RecordFields'

const field = { key: 'description', label: 'Description', kind: 'long_text', writable: true }
const fields = [field as Field]
const deal = (version: number) => ({ id: 'd', version, amount: `${version}`, description: 'Old' })

function Deal() {
  const row = useRow('deals', 'd')
  return row && <RecordFields type="deals" row={row} fields={fields} />
}

let screen: FakeScreen
const open = () => {
  session.setState({ me: ANA })
  screen = new FakeScreen()
  screen.live.records.take('deals', [deal(1)], 1)
  screen.show(<Deal />)
}
/** The page goes while somebody types, and comes again: no field is left by that. */
const reload = () => {
  screen.close()
  open()
}
const key = (name: string) =>
  flushSync(() =>
    screen
      .find('textarea')
      .dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true })),
  )
const text = () => screen.find<HTMLTextAreaElement>('textarea').value

beforeEach(() => {
  open()
  screen.press('Edit Description')
  screen.type('textarea', 'Half a th')
})
afterEach(() => {
  screen.close()
  sessionStorage.clear()
  session.setState({ me: null })
})

/** A reload loses no words: the field says that there are some, and has them when it is opened. */
test('what was typed and not entered is back after a reload, marked as not saved', () => {
  reload()
  expect(screen.place.textContent).toContain('Not saved')
  expect(screen.live.outbox.pending).toEqual([])
  screen.press('Edit Description')
  expect(text()).toBe('Half a th')
  expect(screen.find('[role=status]').textContent).toContain('Not saved yet')
})

/** Esc means the same as ever: nothing of it is kept. */
test('Escape throws it away', () => {
  reload()
  screen.press('Edit Description')
  key('Escape')
  expect(screen.place.textContent).not.toContain('Not saved')
  screen.press('Edit Description')
  expect(text()).toBe('Old')
})

/** Whoever changed the field since they began to type is not overwritten: the server is told what they saw. */
test('it is entered as a change of what was seen when it was begun', () => {
  reload()
  screen.live.records.take('deals', [deal(4)], 4)
  screen.press('Edit Description')
  key('Enter')
  expect(screen.live.outbox.pending).toMatchObject([
    { body: { description: 'Half a th' }, baseVersion: 1 },
  ])
  expect(screen.place.textContent).not.toContain('Not saved')
})

/** What was entered, or is as it was, is nothing to come back to. */
test('nothing is kept of what was entered', () => {
  key('Enter')
  screen.press('Edit Description')
  screen.type('textarea', 'More')
  screen.type('textarea', 'Half a th')
  reload()
  expect(screen.place.textContent).not.toContain('Not saved')
})
