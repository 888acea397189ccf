import { expect, test } from 'vitest'
import { joinList, splitList } from './commaSeparated'

/** Whatever the values are made of, they come back as they were. */
test('values with commas and backslashes in them are told apart', () => {
  for (const values of [['a', 'b'], ['Oslo, Norway', 'Oslo'], ['C:\\', ','], ['\\,'], ['', 'a']])
    expect(splitList(joinList(values))).toEqual(values)
  expect(joinList(['Oslo, Norway', 'Oslo'])).toBe('Oslo\\, Norway,Oslo')
})

/** Addresses from before, and by hand, mean what they meant. */
test('a backslash before anything else is itself', () => {
  expect(splitList('a\\b,c')).toEqual(['a\\b', 'c'])
})
