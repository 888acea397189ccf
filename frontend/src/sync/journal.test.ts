// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { Journal } from './journal'

describe('a journal', () => {
  beforeEach(() => localStorage.clear())

  it('has what was written, in order and of its own only, until it is crossed out', () => {
    const ana = new Journal('of-ana-')
    ana.write('2', 'two')
    ana.write('1', 'one')
    new Journal('of-ben-').write('3', 'three')
    ana.write('2', 'two and more')
    const next = new Journal('of-ana-') // of the next page
    expect(next.entries()).toEqual([
      ['1', 'one'],
      ['2', 'two and more'],
    ])
    next.crossOut('1')
    next.crossOut('2')
    expect(ana.entries()).toEqual([])
    expect(localStorage.length).toBe(1)
  })

  it('goes without where the browser stores nothing, and without what does not fit', () => {
    const forbidden = new Journal('x-', () => {
      throw new DOMException('No.', 'SecurityError')
    })
    forbidden.write('1', 'one')
    forbidden.crossOut('1')
    expect(forbidden.entries()).toEqual([])
    const full = new Journal('x-', () => ({
      ...{ length: 0, key: () => null, getItem: () => null, removeItem: () => undefined },
      setItem: () => {
        throw new DOMException('Full.', 'QuotaExceededError')
      },
    }))
    full.write('1', 'one')
    expect(full.entries()).toEqual([])
  })
})
