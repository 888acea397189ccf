// @vitest-environment happy-dom
import { flushSync } from 'react-dom'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useSearchText } from './useSearchText'

const place = document.body.appendChild(document.createElement('div'))
let root: Root
let asked: string[] = []

function Box({ value }: { value: string }) {
  const [text, setText] = useSearchText(value, (next) => asked.push(next))
  return <input value={text} onChange={(event) => setText(event.target.value)} />
}

const box = () => place.querySelector('input') as HTMLInputElement
const follow = (value: string) => flushSync(() => root.render(<Box value={value} />))
const pause = () => flushSync(() => vi.advanceTimersByTime(200))
function type(text: string): void {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(box(), text)
  flushSync(() => box().dispatchEvent(new Event('input', { bubbles: true })))
}

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  root = createRoot(place)
  follow('')
})
afterEach(() => {
  flushSync(() => root.unmount())
  vi.useRealTimers()
})

/** The address says what was asked a moment ago: what was typed since stays, and is asked next. */
test('letters typed before the address follows stay', () => {
  type('ac')
  pause()
  type('acm')
  follow('ac')
  expect(box().value).toBe('acm')
  pause()
  expect(asked).toEqual(['ac', 'acm'])
})

/** Two questions on their way at once: neither answer takes letters away. */
test('an address that follows two questions late takes nothing back', () => {
  type('a')
  pause()
  type('ac')
  pause()
  follow('a')
  expect(box().value).toBe('ac')
  follow('ac')
  type('acm')
  expect(box().value).toBe('acm')
})

/** Back, or "clear": the box says what is searched for, and what was about to be asked is not. */
test('an address that changes by itself comes into the box', () => {
  type('acme')
  pause()
  follow('acme')
  type('acme b')
  follow('')
  expect(box().value).toBe('')
  pause()
  expect(asked).toEqual(['acme'])
})

/** Taken back before the address followed: it is told that too. */
test('what was told is corrected though the address does not say it yet', () => {
  type('a')
  pause()
  type('')
  pause()
  expect(asked).toEqual(['a', ''])
  follow('a')
  expect(box().value).toBe('')
})
