// @vitest-environment happy-dom
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { expect, test } from 'vitest'
import { Kbd, pressedBy } from './Kbd'

/** A control is called by what it does; the keys are told as keys, not as part of its name. */
test('keys shown in a control are not in its name', () => {
  const place = document.createElement('div')
  const root = createRoot(place)
  flushSync(() =>
    root.render(
      <button type="button" {...pressedBy('g d')}>
        Deals <Kbd keys="g d" />
      </button>,
    ),
  )
  const button = place.querySelector('button')
  expect(button?.getAttribute('aria-keyshortcuts')).toBe('G D')
  for (const hidden of place.querySelectorAll('[aria-hidden=true]')) hidden.remove()
  expect(button?.textContent.trim()).toBe('Deals')
  flushSync(() => root.unmount())
})

/** A list of keys is there to be read. */
test('keys that stand by themselves are read out', () => {
  const place = document.createElement('div')
  const root = createRoot(place)
  flushSync(() => root.render(<Kbd keys="Esc" read />))
  expect(place.querySelector('[aria-hidden]')).toBeNull()
  flushSync(() => root.unmount())
})

test.each([
  ['mod+enter', 'Control+Enter'],
  ['Shift+P', 'Shift+P'],
  ['g d', 'G D'],
  ['Esc', 'Escape'],
  ['/', '/'],
])('%s is told in the words of the standard', (keys, told) => {
  expect(pressedBy(keys)).toEqual({ 'aria-keyshortcuts': told })
})
