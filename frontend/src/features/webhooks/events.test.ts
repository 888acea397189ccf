import { describe, expect, it } from 'vitest'
import { hears, toggleEntity, toggleEvent } from './events'

const EVENTS = {
  deal: ['created', 'updated', 'moved'],
  contact: ['created', 'updated'],
  comment: ['created', 'updated', 'deleted'],
  file: ['created', 'deleted'],
}

describe('what a webhook hears', () => {
  it('is everything, an entity, or one event', () => {
    expect(hears(['*'], 'deal', 'moved')).toBe(true)
    expect(hears(['deal.*'], 'deal', 'moved')).toBe(true)
    expect(hears(['deal.created'], 'deal', 'moved')).toBe(false)
  })

  it('becomes the whole entity once each of its events is chosen', () => {
    const all = EVENTS.comment
    const chosen = all.reduce<string[]>((so, verb) => toggleEvent(EVENTS, so, 'comment', verb), [])
    expect(chosen).toEqual(['comment.*'])
  })

  it('loses one event of an entity without losing the others', () => {
    expect(toggleEvent(EVENTS, ['file.*'], 'file', 'deleted')).toEqual(['file.created'])
  })

  it('names all the rest when something is taken out of everything', () => {
    const left = toggleEntity(EVENTS, ['*'], 'deal')
    expect(left).not.toContain('*')
    expect(hears(left, 'deal', 'created')).toBe(false)
    expect(hears(left, 'contact', 'created')).toBe(true)
  })

  it('keeps an event it does not know', () => {
    expect(toggleEvent(EVENTS, ['deal.claimed'], 'deal', 'created')).toEqual([
      'deal.claimed',
      'deal.created',
    ])
  })
})
