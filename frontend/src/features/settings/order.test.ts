import { describe, expect, it } from 'vitest'
import { afterAt, positionAfterRow } from './order'

const ROWS = ['a0', 'a1', 'a2'].map((position, index) => ({
  id: String(index),
  version: 1,
  position,
}))

describe('moving in an ordered list', () => {
  it('names the neighbour to stand after, never a number', () => {
    expect(afterAt(ROWS, '2', 0)).toBeNull()
    expect(afterAt(ROWS, '0', 1)).toBe('1')
    expect(afterAt(ROWS, '0', 9)).toBe('2')
  })

  it('shows the row between its neighbours meanwhile', () => {
    const between = positionAfterRow(ROWS, '0')
    expect('a0' < between && between < 'a1').toBe(true)
    expect(positionAfterRow(ROWS, null) < 'a0').toBe(true)
  })
})
