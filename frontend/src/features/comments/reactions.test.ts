import { describe, expect, it } from 'vitest'
import { toggled } from './reactions'

const party = { emoji: '🎉', user_ids: ['ben'] }

describe('toggled', () => {
  it('adds mine behind the others, and a new emoji at the end', () => {
    expect(toggled([party], '🎉', 'ana')).toEqual({
      on: true,
      reactions: [{ emoji: '🎉', user_ids: ['ben', 'ana'] }],
    })
    expect(toggled([party], '👍', 'ana').reactions).toEqual([
      party,
      { emoji: '👍', user_ids: ['ana'] },
    ])
  })

  it('takes mine back, and the emoji when nobody is left', () => {
    const both = [{ emoji: '🎉', user_ids: ['ben', 'ana'] }]
    expect(toggled(both, '🎉', 'ana')).toEqual({ on: false, reactions: [party] })
    expect(toggled([party], '🎉', 'ben')).toEqual({ on: false, reactions: [] })
  })
})
