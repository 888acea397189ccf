import { describe, expect, it } from 'vitest'
import type { LogEvent } from '@/sync'
import { verdictOf } from './undoability'

function event(seq: number, changed: string[], more: Partial<LogEvent> = {}): LogEvent {
  return {
    seq,
    id: `e${seq}`,
    type: 'deal.updated',
    entity: 'deal',
    entity_id: 'd1',
    version: seq,
    at: '2026-11-21T10:00:00Z',
    actor: { id: 'u1', name: 'Ben', kind: 'user' },
    changed,
    before: {},
    ...more,
  }
}

describe('verdictOf', () => {
  const first = event(1, ['amount', 'name'])

  it('lets a change be taken back whose fields nobody has touched since', () => {
    expect(verdictOf(first, [event(2, ['city']), first])).toEqual({ may: true })
  })

  it('names who touched which of its fields', () => {
    const newer = event(2, ['amount', 'city'])
    expect(verdictOf(first, [newer, first])).toEqual({
      may: false,
      why: 'touched',
      by: 'Ben',
      fields: ['amount'],
    })
  })

  it('lets a change and its undo annul each other', () => {
    const undo = event(2, ['amount'], { undoes: 1 })
    const redo = event(3, ['amount'], { undoes: 2 })
    expect(verdictOf(first, [undo, first])).toMatchObject({ may: false, why: 'undone' })
    expect(verdictOf(first, [redo, undo, first])).toEqual({ may: true })
    expect(verdictOf(undo, [redo, undo, first])).toMatchObject({ why: 'undone' })
    expect(verdictOf(redo, [redo, undo, first])).toEqual({ may: true })
  })

  it('leaves what was made and worked on since', () => {
    const made = event(1, [], { type: 'deal.created' })
    expect(verdictOf(made, [event(2, ['name']), made])).toMatchObject({ why: 'touched_record' })
    expect(verdictOf(made, [made])).toEqual({ may: true })
  })
})
