import { describe, expect, it } from 'vitest'
import type { LogEvent, Operation } from '@/sync'
import { Writes } from './writes'

const NOBODY = new Set<string>()
const write = (id: string, recordId: string, path = `/deals/${recordId}`, at = 1) =>
  ({ id, recordId, path, at }) as Operation
const event = (entity_id: string, more: object = {}) =>
  ({ entity: 'deal', entity_id, type: 'deal.updated', data: {}, ...more }) as LogEvent

describe('writes the log has not told of', () => {
  it('are known from the queue until their event comes, also after the answer', () => {
    const writes = new Writes()
    writes.queued([write('w1', 'a')], 0)
    writes.queued([], 10)
    expect(writes.newest(NOBODY, 20)).toBe('w1')
    expect(writes.heard(event('a'))).toBe('w1')
    expect(writes.newest(NOBODY, 30)).toBeUndefined()
  })

  it('are heard of even before they are answered', () => {
    const writes = new Writes()
    writes.queued([write('w1', 'a')], 0)
    expect(writes.heard(event('a'))).toBe('w1')
    writes.queued([write('w1', 'a'), write('w2', 'a')], 10)
    writes.queued([write('w2', 'a')], 20)
    expect(writes.newest(NOBODY, 30)).toBe('w2')
    expect(writes.heard(event('a'))).toBe('w2')
    expect(writes.newest(NOBODY, 30)).toBeUndefined()
  })

  it('of one record come in order, and the newest is taken back first', () => {
    const writes = new Writes()
    writes.queued([write('w1', 'a'), write('w2', 'a')], 0)
    expect(writes.newest(NOBODY, 1)).toBe('w2')
    expect(writes.newest(new Set(['w2']), 1)).toBe('w1')
    expect(writes.heard(event('a'))).toBe('w1')
    expect(writes.newest(NOBODY, 1)).toBe('w2')
  })

  it('that wait as one are as new as the last of them, and news only once', () => {
    const writes = new Writes()
    const [one, other] = [write('w1', 'a'), write('w2', 'b', '/deals/b', 2)]
    const later = write('w3', 'a', '/deals/a', 3)
    expect(writes.queued([one, other], 0)).toBe(true)
    expect(writes.newest(NOBODY, 1)).toBe('w2')
    expect(writes.queued([one, other, later], 1)).toBe(true)
    expect(writes.queued([{ ...one, edits: [one, later] }, other], 1)).toBe(false)
    expect(writes.newest(NOBODY, 2)).toBe('w1')
    expect(writes.queued([one, other], 2)).toBe(false) // the last was taken back
    expect(writes.newest(NOBODY, 3)).toBe('w2')
  })

  it('have none if it does not come, and undoing is none', () => {
    const writes = new Writes()
    writes.queued([write('w1', 'a'), write('w2', 'a', '/events/7/undo')], 0)
    expect(writes.newest(NOBODY, 99_999)).toBe('w1')
    writes.queued([], 100_000)
    expect(writes.newest(NOBODY, 103_000)).toBeUndefined()
  })
  it('to many records are heard of by their job, which the server names', () => {
    const writes = new Writes()
    const bulk = { ...write('w1', 'ours', '/deals/bulk'), type: 'bulk-jobs' }
    const job = { entity: 'bulk_job', type: 'bulk_job.created' }
    writes.queued([bulk], 0)
    expect(writes.heard(event('before', { ...job, data: { undoes: 'earlier' } }))).toBeUndefined()
    expect(writes.heard(event('before', { ...job, type: 'bulk_job.updated' }))).toBeUndefined()
    expect(writes.heard(event('theirs', job))).toBe('w1')
    expect(writes.newest(NOBODY, 1)).toBeUndefined()
  })
})
