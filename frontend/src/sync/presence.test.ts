import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Presence, type Member } from './presence'
import type { Ack } from './stream'

const ben: Member = { id: 'c1', user_id: 'ben', name: 'Ben', state: {} }
let asked: [string, unknown][]
let hints: unknown[]
let deliver: (frame: unknown) => void
let presence: Presence

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  hints = []
  presence = new Presence({
    request: (event, payload) => {
      asked.push([event, payload])
      return Promise.resolve({ ok: true, members: [ben] } as Ack)
    },
    hint: (_event, payload) => hints.push(payload),
    on: (_event, listener) => {
      deliver = listener as (frame: unknown) => void
      return () => undefined
    },
  })
})
afterEach(() => {
  presence.stop()
  vi.useRealTimers()
})

describe('presence', () => {
  it('watches a topic once for many components, and leaves it after the last', async () => {
    const [one, two] = [presence.watch('deal:d'), presence.watch('deal:d')]
    one()
    one() // twice is once
    await vi.advanceTimersByTimeAsync(1_000)
    expect(asked).toEqual([['watch', { topic: 'deal:d' }]])
    two()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(asked.at(-1)).toEqual(['unwatch', { topic: 'deal:d' }])
  })

  it('stays through a route change that leaves and comes back', async () => {
    presence.watch('deal:d')()
    presence.watch('deal:d')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(asked.some(([event]) => event === 'unwatch')).toBe(false)
  })

  it('follows who joins, changes and leaves', async () => {
    presence.watch('deal:d')
    await vi.advanceTimersByTimeAsync(0)
    expect(presence.members('deal:d')).toEqual([ben])
    const cara = { ...ben, id: 'c2', user_id: 'cara', name: 'Cara' }
    deliver({
      topic: 'deal:d',
      joined: [cara],
      changed: [{ ...ben, state: { field: 'amount' } }],
      left: [],
    })
    expect(presence.members('deal:d')).toMatchObject([
      { state: { field: 'amount' } },
      { name: 'Cara' },
    ])
    deliver({ topic: 'deal:d', left: ['c1'] })
    expect(presence.members('deal:d')).toEqual([cara])
  })

  it('sends the last state, ten times a second at most', async () => {
    presence.watch('deal:d')
    await vi.advanceTimersByTimeAsync(0)
    for (let i = 0; i < 50; i++) presence.publish('deal:d', { cursor: i })
    await vi.advanceTimersByTimeAsync(100)
    presence.publish('deal:d', { cursor: undefined, field: 'name' })
    await vi.advanceTimersByTimeAsync(100)
    expect(hints).toEqual([
      { topic: 'deal:d', state: { cursor: 49 } },
      { topic: 'deal:d', state: { field: 'name' } },
    ])
  })

  it('is where it was after a reconnect, state included', async () => {
    presence.watch('deal:d')
    presence.publish('deal:d', { field: 'name' })
    await vi.advanceTimersByTimeAsync(200)
    presence.forget()
    expect(presence.members('deal:d')).toEqual([])
    hints.length = 0
    presence.rejoin()
    await vi.advanceTimersByTimeAsync(0)
    expect(presence.members('deal:d')).toEqual([ben])
    expect(hints).toEqual([{ topic: 'deal:d', state: { field: 'name' } }])
  })
})
