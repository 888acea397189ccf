import { describe, expect, it } from 'vitest'
import { threadsOf } from './threads'

const comment = (id: string, parent_id: string | null = null) => ({ id, version: 1, parent_id })

describe('threadsOf', () => {
  it('gathers answers under what they answer, also answers to answers', () => {
    const [a, b, c, d] = [comment('a'), comment('b', 'a'), comment('c', 'b'), comment('d')]
    expect(threadsOf([a, b, c, d])).toEqual([
      { comment: a, replies: [b, c] },
      { comment: d, replies: [] },
    ])
  })

  it('lets an answer stand alone when what it answers is gone', () => {
    const orphan = comment('x', 'gone')
    expect(threadsOf([orphan])).toEqual([{ comment: orphan, replies: [] }])
  })
})
