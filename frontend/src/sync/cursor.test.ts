import { describe, expect, it } from 'vitest'
import { LogCursor } from './cursor'
import type { LogEvent } from './types'

const event = (seq: number) => ({ seq, type: 'deal.updated' }) as LogEvent

describe('the place in the log', () => {
  it('takes frames that follow one another, each event once', () => {
    const cursor = new LogCursor()
    cursor.jump(4)
    expect(cursor.accept({ from: 4, to: 6, events: [event(5), event(6)] })).toEqual({
      events: [event(5), event(6)],
    })
    expect(cursor.accept({ from: 6, to: 9, events: [] })).toEqual({ events: [] })
    expect(cursor.position).toBe(9)
  })

  it('sees a hole and stays where it was, so that resuming fills it', () => {
    const cursor = new LogCursor()
    cursor.jump(4)
    expect(cursor.accept({ from: 5, to: 6, events: [event(6)] })).toBe('gap')
    expect(cursor.position).toBe(4)
  })

  it('drops what it knows of a frame that overlaps', () => {
    const cursor = new LogCursor()
    cursor.jump(5)
    expect(cursor.accept({ from: 3, to: 7, events: [event(4), event(5), event(6)] })).toEqual({
      events: [event(6)],
    })
    expect(cursor.accept({ from: 3, to: 7, events: [event(6)] })).toEqual({ events: [] })
  })
})
