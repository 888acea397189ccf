import { expect, test } from 'vitest'
import { hitToShow, readScroll } from './scrolls'

test('a scroll from elsewhere is read if it is one', () => {
  const scroll = { stage: 's', x: 0.5, lists: { s: 3 } }
  expect(readScroll(scroll)).toEqual(scroll)
  expect(readScroll({ stage: 's', x: 0, lists: { s: 'far', t: 1 } })?.lists).toEqual({ t: 1 })
  expect(readScroll({ stage: 's', x: 0 })).toEqual({ stage: 's', x: 0, lists: {} })
  for (const bad of [undefined, null, {}, { stage: 1, x: 0 }, { stage: 's', x: 'left' }])
    expect(readScroll(bad)).toBeUndefined()
})

/** A column of a phone's board, 300 px wide, whose left edge is at `left`; the screen shows 0 to 390. */
const at = (left: number, width = 300) =>
  ({ getBoundingClientRect: () => ({ left, right: left + width }) }) as Element
const phone = at(0, 390)

test('of the columns with hits the next one comes into sight, unless one is', () => {
  const [passed, here, next, far] = [at(-600), at(20), at(330), at(640)]
  expect(hitToShow(phone, [next, far])).toBe(next)
  expect(hitToShow(phone, [passed, far])).toBe(far)
  expect(hitToShow(phone, [passed])).toBe(passed)
  expect(hitToShow(phone, [passed, here, next])).toBeUndefined()
  expect(hitToShow(phone, [])).toBeUndefined()
})
