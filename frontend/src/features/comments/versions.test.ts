import { describe, expect, it } from 'vitest'
import type { LogEvent } from '@/sync'
import { versionsOf } from './EditedMark'

const event = (type: string, at: string, before: Record<string, unknown> = {}) =>
  ({ type, at, changed: Object.keys(before), before }) as unknown as LogEvent

describe('versionsOf', () => {
  it('gives each earlier text with when it was written, the latest first', () => {
    const history = [
      event('comment.updated', '3', { body: 'second' }),
      event('comment.reacted', '2b', { reactions: [] }),
      event('comment.updated', '2', { body: 'first' }),
      event('comment.created', '1'),
    ]
    expect(versionsOf(history)).toEqual([
      { at: '2', body: 'second' },
      { at: '1', body: 'first' },
    ])
  })
})
