// @vitest-environment happy-dom
import { useEffect, useState } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import '@/locales'
import type { Field } from '@/sync'
import { FakeScreen } from '@/sync/live.fake'
import { FieldOptions, optionsOf, toSave, type FieldOption } from './FieldOptions'

const field = {
  key: 'trade',
  label: 'Trade',
  kind: 'select',
  options: [{ value: 'red', label: null, color: 'red' }],
} as unknown as Field

let screen: FakeScreen
let saved: ReturnType<typeof toSave>
function Editor() {
  const [options, setOptions] = useState<FieldOption[]>(() => optionsOf(field))
  useEffect(() => void (saved = toSave(options)), [options])
  return <FieldOptions options={options} onChange={setOptions} error={undefined} />
}
beforeEach(() => {
  screen = new FakeScreen()
  screen.show(<Editor />)
})
afterEach(() => screen.close())

/** The records hold the value: a choice that is only called otherwise must not leave them with a word nobody can pick or filter by. */
test('a renamed choice keeps the value that records hold', async () => {
  screen.type('input[aria-label="Choice 1"]', 'crimson')
  await vi.waitFor(() => expect(saved).toEqual([{ value: 'red', label: 'crimson', color: 'red' }]))
})

/** A new choice is its own value; an empty line is none. */
test('a new choice is saved by what was typed, an empty one not at all', async () => {
  screen.press('Add choice')
  screen.press('Add choice')
  screen.type('input[aria-label="Choice 2"]', 'blue')
  await vi.waitFor(() =>
    expect(saved.map(({ value, label }) => [value, label])).toEqual([
      ['red', null],
      ['blue', null],
    ]),
  )
})
