import { describe, expect, it } from 'vitest'
import { isUndoable, runOf, shareOf } from './run'

const ROW = {
  id: '1',
  version: 3,
  type: 'deals',
  file_name: 'a.csv',
  status: 'running',
  total: 200,
  done: 40,
  failed: 10,
  options: {},
  created_at: '2026-11-21T04:00:00Z',
}

describe('an import under way', () => {
  it('is as far as its rows, those that failed included', () => {
    expect(shareOf(runOf(ROW))).toBe(0.25)
    expect(shareOf(runOf({ ...ROW, total: null }))).toBeUndefined()
  })

  it('shows its undo instead, once that has begun', () => {
    const run = runOf({ ...ROW, status: 'done', undo: { total: 10, done: 5 } })
    expect(shareOf(run)).toBe(0.5)
    expect(isUndoable(run)).toBe(false)
  })

  it('that only checked has nothing to take back', () => {
    expect(isUndoable(runOf({ ...ROW, status: 'done', options: { dry_run: true } }))).toBe(false)
    expect(isUndoable(runOf({ ...ROW, status: 'done' }))).toBe(true)
  })
})
