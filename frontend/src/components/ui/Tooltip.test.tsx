// @vitest-environment happy-dom
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { expect, test, vi } from 'vitest'
import { useTips } from './tips'
import { Tips, Tooltip } from './Tooltip'

const point = (type: string, on: Element, clientX: number) =>
  flushSync(() => on.dispatchEvent(new PointerEvent(type, { bubbles: true, clientX, clientY: 5 })))

/** It would cover what one is about to press next. */
test('what a press has moved under the pointer shows no name until the pointer moves', () => {
  vi.useFakeTimers()
  const place = document.body.appendChild(document.createElement('div'))
  const root = createRoot(place)
  flushSync(() =>
    root.render(
      <>
        <p>Present</p>
        <Tooltip label="Past reviews">
          <button />
        </Tooltip>
        <Tips />
      </>,
    ),
  )
  vi.runAllTimers() // effects
  const [pressed, beside] = [place.querySelector('p')!, place.querySelector('button')!]
  point('pointerdown', pressed, 10)
  point('pointerover', beside, 10)
  vi.runAllTimers()
  expect(useTips.getState().tip).toBeNull()
  point('pointerout', beside, 10)
  point('pointerover', beside, 11)
  vi.runAllTimers()
  expect(useTips.getState().tip?.label).toBe('Past reviews')
  flushSync(() => root.unmount())
  vi.useRealTimers()
})
