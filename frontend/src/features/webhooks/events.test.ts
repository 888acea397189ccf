import { describe, expect, it } from 'vitest'
import { EVENTS, hears, toggleEntity, toggleEvent } from './events'

describe('what a webhook hears', () => {
  it('is everything, an entity, or one event', () => {
    expect(hears(['*'], 'deal', 'moved')).toBe(true)
    expect(hears(['deal.*'], 'deal', 'moved')).toBe(true)
    expect(hears(['deal.created'], 'deal', 'moved')).toBe(false)
  })

  it('becomes the whole entity once each of its events is chosen', () => {
    const all = EVENTS['comment'] ?? []
    const chosen = all.reduce<string[]>((so, verb) => toggleEvent(so, 'comment', verb), [])
    expect(chosen).toEqual(['comment.*'])
  })

  it('loses one event of an entity without losing the others', () => {
    expect(toggleEvent(['file.*'], 'file', 'deleted')).toEqual(['file.created'])
  })

  it('names all the rest when something is taken out of everything', () => {
    const left = toggleEntity(['*'], 'deal')
    expect(left).not.toContain('*')
    expect(hears(left, 'deal', 'created')).toBe(false)
    expect(hears(left, 'contact', 'created')).toBe(true)
  })

  it('keeps an event it does not know', () => {
    expect(toggleEvent(['deal.claimed'], 'deal', 'created')).toEqual([
      'deal.claimed',
      'deal.created',
    ])
  })
})
