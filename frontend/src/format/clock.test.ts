import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { hearTime, now, onTimeChange } from './clock'
import { formatAgo } from './dates'

const HOUR = 3_600_000
const SERVER = Date.parse('2026-11-21T12:00:00Z')
const at = (moment: number) => new Date(moment).toISOString()

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  hearTime(new Date().toUTCString()) // right again
  vi.useRealTimers()
})

/** The device's clock shows this many hours more than the server's, and an answer has come. */
function deviceAhead(hours: number): void {
  vi.setSystemTime(SERVER + hours * HOUR)
  hearTime(new Date(SERVER).toUTCString())
}

describe('the time for the server', () => {
  it.each([25, -25, 0])('is told of moments by a device that is %s hours ahead', (hours) => {
    deviceAhead(hours)
    expect(now()).toBe(SERVER)
    expect(formatAgo(at(SERVER))).toBe('now')
    expect(formatAgo(at(SERVER - 2 * HOUR))).toBe('2h ago')
  })

  it('is right for what is to come, as the next try of a webhook', () => {
    deviceAhead(25)
    expect(formatAgo(at(SERVER + 2 * HOUR))).toBe('in 2h')
  })

  it('goes on between answers', () => {
    deviceAhead(25)
    vi.advanceTimersByTime(HOUR)
    expect(formatAgo(at(SERVER))).toBe('1h ago')
  })

  it('is not moved by how long an answer was on its way, nor by one that has no date', () => {
    vi.setSystemTime(SERVER)
    hearTime(new Date(SERVER - 20_000).toUTCString())
    hearTime(null)
    hearTime('no date')
    expect(now()).toBe(SERVER)
  })

  it('is told again when the device is set right', () => {
    const read = vi.fn()
    const stop = onTimeChange(read)
    deviceAhead(25)
    deviceAhead(25)
    expect(read).toHaveBeenCalledTimes(1)
    deviceAhead(0)
    expect(read).toHaveBeenCalledTimes(2)
    expect(now()).toBe(SERVER)
    stop()
  })
})
