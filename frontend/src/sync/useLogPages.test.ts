import { expect, test } from 'vitest'
import { since } from './useLogPages'
import type { LogEvent } from './types'

const events = (...seqs: number[]) => seqs.map((seq) => ({ seq }) as LogEvent)
const seqs = (found: readonly LogEvent[]) => found.map((event) => event.seq)

/** What was heard and then read is shown once; what came after stands on top. */
test('what is heard comes before what was read, once', () => {
  expect(seqs(since(events(7, 5, 2), events(9, 8, 7, 5)))).toEqual([9, 8])
})

/** Read again, the first page may end above what was heard long ago: that has its place on a later page. */
test('what was heard and is on a page not read yet is not put on top', () => {
  expect(seqs(since(events(60, 59), events(61, 60, 59, 58)))).toEqual([61])
})

/** Where nothing has been read, or nothing happened before, all that is heard is new. */
test('all that is heard is new where nothing was read', () => {
  expect(seqs(since([], events(2, 1)))).toEqual([2, 1])
})
