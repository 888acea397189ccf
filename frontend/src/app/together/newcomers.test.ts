import { expect, test } from 'vitest'
import type { Member } from '@/sync'
import { Newcomers } from './newcomers'

const [ben, cleo] = ['ben', 'cleo'].map((id) => ({ user_id: id, name: id }) as Member) as [
  Member,
  Member,
]

/** One is told once who follows, however long they do. */
test('a follower is news once', () => {
  const newcomers = new Newcomers()
  expect(newcomers.hear([ben], 0)).toBe(true)
  expect(newcomers.hear([ben], 900_000)).toBe(false)
  expect(newcomers.hear([ben, cleo], 901_000)).toBe(true)
})

/** A change of role asks everything anew, and for a moment nobody is known to be there. */
test('a follower who is back at once is no news, nor who stays when another goes', () => {
  const newcomers = new Newcomers()
  newcomers.hear([ben, cleo], 0)
  expect(newcomers.hear([], 500_000)).toBe(false)
  expect(newcomers.hear([ben, cleo], 501_000)).toBe(false)
  expect(newcomers.hear([ben], 502_000)).toBe(false)
})

/** Who follows again after a while is told of again. */
test('a follower who had left is news again', () => {
  const newcomers = new Newcomers()
  newcomers.hear([ben], 0)
  newcomers.hear([], 1_000)
  expect(newcomers.hear([ben], 120_000)).toBe(true)
})
