// @vitest-environment happy-dom
import { useRef, type ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { useFocusBack } from './useFocusBack'

function Part({ children }: { children: ReactNode }) {
  const part = useRef<HTMLElement>(null)
  useFocusBack(part)
  return <section ref={part}>{children}</section>
}

const leave = (
  <button key="leave" id="leave">
    Leave
  </button>
)
let root: ReturnType<typeof createRoot>
const show = (part: ReactNode) =>
  flushSync(() =>
    root.render(
      <main tabIndex={-1}>
        {part}
        <a id="card" href="#card">
          Umbra renewal
        </a>
      </main>,
    ),
  )
const focus = (id: string) => document.getElementById(id)?.focus()
const focused = () => document.activeElement?.id ?? document.activeElement?.tagName

beforeEach(() => {
  const place = document.body.appendChild(document.createElement('div'))
  root = createRoot(place)
  show(<Part>{leave}</Part>)
})
afterEach(() => {
  flushSync(() => root.unmount())
  document.body.replaceChildren()
})

/** Who leaves a review by the keyboard goes on at the card they came from. */
test('when the part goes the focus goes back to where it came from', () => {
  focus('card')
  focus('leave')
  show(null)
  expect(focused()).toBe('card')
})

/** A follower's line may stay a moment longer than the review's. */
test('when only the pressed button goes the focus goes back as well', () => {
  focus('card')
  focus('leave')
  show(<Part>{null}</Part>)
  expect(focused()).toBe('card')
})

/** Where the focus came from nowhere, the screen has it: the next Tab leads to its first control. */
test('without a place to go back to the screen is focused', () => {
  focus('leave')
  show(null)
  expect(document.activeElement?.tagName).toBe('MAIN')
})

/** What ends by itself takes nobody out of what they are doing. */
test('whoever works elsewhere is left there', () => {
  focus('leave')
  focus('card')
  show(null)
  expect(focused()).toBe('card')
})
