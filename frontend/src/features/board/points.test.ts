import { expect, test } from 'vitest'
import { placeOf, pointAt, readPoint, type ColumnBox } from './points'

const wide: ColumnBox = { left: 200, width: 300, listTop: 100, top: 100, bottom: 700 }
const scrolled: ColumnBox = { left: 20, width: 240, listTop: -500, top: 100, bottom: 500 }

test('a point means the same card in a window with other sizes, scrolled elsewhere', () => {
  const point = pointAt(wide, 's', { left: 350, top: 100 + 8 * 90 }, 90)
  expect(point).toEqual({ stage: 's', x: 0.5, y: 8 })
  expect(placeOf(scrolled, point, 92)).toEqual({ left: 140, top: -500 + 8 * 92 })
})

test('what is scrolled away is nowhere', () => {
  expect(placeOf(scrolled, { stage: 's', x: 0.5, y: 1 }, 90)).toBeNull()
  expect(placeOf(wide, { stage: 's', x: 0.5, y: 40 }, 90)).toBeNull()
})

test('only points are read', () => {
  expect(readPoint({ stage: 's', x: 0, y: 1 })).toEqual({ stage: 's', x: 0, y: 1 })
  for (const given of [null, undefined, 5, {}, { stage: 's' }, { stage: 's', x: 'a', y: 1 }])
    expect(readPoint(given)).toBeUndefined()
})
