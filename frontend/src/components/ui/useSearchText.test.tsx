// @vitest-environment happy-dom
import { useState } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useSearchText } from './useSearchText'

const place = document.createElement('div')
const root = createRoot(place)
let asked: string[] = []
let type: (text: string) => void
let follow: (value: string) => void

function Box() {
  const [value, setValue] = useState('')
  const [text, setText] = useSearchText(value, (next) => asked.push(next))
  type = (next) => flushSync(() => setText(next))
  follow = (next) => flushSync(() => setValue(next))
  return text
}

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  flushSync(() => root.render(<Box key={Math.random()} />))
})
afterEach(() => vi.useRealTimers())

const pause = () => flushSync(() => vi.advanceTimersByTime(200))

/** The address says what was asked a moment ago: what was typed since stays, and is asked next. */
test('letters typed before the address follows stay', () => {
  type('ac')
  pause()
  type('acm')
  follow('ac')
  expect(place.textContent).toBe('acm')
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
  expect(place.textContent).toBe('ac')
  follow('ac')
  type('acm')
  expect(place.textContent).toBe('acm')
})

/** Back, or "clear": the box says what is searched for, and what was about to be asked is not. */
test('an address that changes by itself comes into the box', () => {
  type('acme')
  pause()
  follow('acme')
  type('acme b')
  follow('')
  expect(place.textContent).toBe('')
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
  expect(place.textContent).toBe('')
})
