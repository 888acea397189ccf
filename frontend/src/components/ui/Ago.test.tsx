// @vitest-environment happy-dom
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { expect, test, vi } from 'vitest'
import { Ago } from './Ago'

function hide(hidden: boolean): void {
  Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
  flushSync(() => document.dispatchEvent(new Event('visibilitychange')))
}

/** Many times on a screen grow older by one timer; a hidden window has none, and is right when seen again. */
test('how long ago is told anew each minute while somebody looks', () => {
  vi.useFakeTimers({ now: new Date('2026-11-21T12:00:00Z') })
  const place = document.createElement('div')
  const root = createRoot(place)
  const moments = ['2026-11-21T12:00:00Z', '2026-11-21T11:58:00Z']
  flushSync(() => root.render(moments.map((moment) => <Ago key={moment} moment={moment} />)))
  expect(vi.getTimerCount()).toBe(1)
  const said = () => [...place.children].map((time) => time.textContent)
  expect(said()).toEqual(['now', '2m ago'])
  flushSync(() => vi.advanceTimersByTime(60_000))
  expect(said()).toEqual(['1m ago', '3m ago'])
  hide(true)
  expect(vi.getTimerCount()).toBe(0)
  vi.advanceTimersByTime(600_000)
  hide(false)
  expect(said()).toEqual(['11m ago', '13m ago'])
  flushSync(() => root.unmount())
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})
