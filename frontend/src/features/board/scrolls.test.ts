import { expect, test } from 'vitest'
import { readScroll } from './scrolls'

test('a scroll from elsewhere is read if it is one', () => {
  const scroll = { stage: 's', x: 0.5, lists: { s: 3 } }
  expect(readScroll(scroll)).toEqual(scroll)
  expect(readScroll({ stage: 's', x: 0, lists: { s: 'far', t: 1 } })?.lists).toEqual({ t: 1 })
  expect(readScroll({ stage: 's', x: 0 })).toEqual({ stage: 's', x: 0, lists: {} })
  for (const bad of [undefined, null, {}, { stage: 1, x: 0 }, { stage: 's', x: 'left' }])
    expect(readScroll(bad)).toBeUndefined()
})
