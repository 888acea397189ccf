import { describe, expect, it } from 'vitest'
import { unreadOf } from './unread'

const row = (id: string, read: boolean) => ({
  id,
  version: 1,
  read_at: read ? '2026-11-21T04:00:00Z' : null,
})

describe('the number on the bell', () => {
  it('follows the rows at once while they are all here', () => {
    expect(unreadOf({ rows: [row('a', true), row('b', false)], hasMore: false }, 7)).toBe(1)
  })

  it('is the server’s beyond the rows that were read', () => {
    expect(unreadOf({ rows: [row('a', false)], hasMore: true }, 120)).toBe(120)
  })
})
