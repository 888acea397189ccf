// @vitest-environment happy-dom
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { expect, test, vi } from 'vitest'
import '@/locales'
import type { Field } from '@/sync'
import { DateEditor } from './DateEditor'

const field = { key: 'due', label: 'Due', kind: 'datetime', custom: true } as Field
const STORED = '2026-11-21T16:11:02.199123Z'

/** Open the editor of a stored moment, do something with it, leave it; gives what it commits. */
function committed(meanwhile: (input: HTMLInputElement) => void = () => undefined): unknown {
  const commit = vi.fn()
  const place = document.body.appendChild(document.createElement('div'))
  const root = createRoot(place)
  flushSync(() =>
    root.render(
      <DateEditor field={field} value={STORED} onCommit={commit} onCancel={() => undefined} />,
    ),
  )
  const input = place.querySelector('input')
  if (input) meanwhile(input)
  flushSync(() => input?.dispatchEvent(new FocusEvent('focusout', { bubbles: true })))
  flushSync(() => root.unmount())
  expect(commit).toHaveBeenCalledOnce()
  return commit.mock.calls[0]?.[0]
}

function type(input: HTMLInputElement, text: string): void {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text)
  flushSync(() => input.dispatchEvent(new Event('input', { bubbles: true })))
}

/** A look into a moment whose seconds the field does not show writes nothing. */
test('a moment that is only looked at keeps its seconds', () => {
  expect(committed()).toBe(STORED)
})

/** What is chosen is committed, and choosing it back is no change either. */
test('a moment that is changed is committed to the minute', () => {
  expect(committed((input) => type(input, '2026-11-22T09:30'))).toBe(
    new Date('2026-11-22T09:30').toISOString(),
  )
  const back = committed((input) => {
    const shown = input.value
    type(input, '2026-11-22T09:30')
    type(input, shown)
  })
  expect(back).toBe(STORED)
})
