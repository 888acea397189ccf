import { describe, expect, it } from 'vitest'
import type { LogEvent } from '@/sync'
import { happeningsOf } from './sentences'

function event(type: string, changed: string[], before: object, after: object): LogEvent {
  return {
    seq: 1,
    id: 'e1',
    type,
    entity: 'deal',
    entity_id: 'd1',
    version: 2,
    at: '2026-11-21T10:00:00Z',
    actor: { id: 'u1', name: 'Ben', kind: 'user' },
    changed,
    before: { ...before },
    data: { id: 'd1', version: 2, ...after },
  }
}

describe('happeningsOf', () => {
  it('says from where to where a deal moved, and not what follows from that', () => {
    const moved = event(
      'deal.moved',
      ['stage_id', 'position', 'closed_at'],
      { stage_id: 's1', closed_at: null },
      { stage_id: 's2', closed_at: 'now' },
    )
    expect(happeningsOf(moved)).toEqual([{ what: 'moved', from: 's1', to: 's2' }])
  })

  it('is silent about a new place in the same column', () => {
    expect(
      happeningsOf(event('deal.moved', ['position'], { position: 'a' }, { position: 'b' })),
    ).toEqual([])
  })

  it('says which version of a note came back, not what its words are', () => {
    const when = '2026-11-21T14:05:00Z'
    const restored = event(
      'note.version_restored',
      ['restored_from', 'text'],
      { restored_from: null, text: 'now' },
      { restored_from: when, text: 'then' },
    )
    expect(happeningsOf(restored)).toEqual([{ what: 'note_restored', when }])
  })

  it('tells setting, changing and clearing apart', () => {
    const changes = event(
      'deal.updated',
      ['amount', 'contact_id', 'tags'],
      { amount: '1200.00', contact_id: null, tags: ['hot'] },
      { amount: '1500.00', contact_id: 'c1', tags: [] },
    )
    expect(happeningsOf(changes)).toEqual([
      { what: 'changed', field: 'amount', from: '1200.00', to: '1500.00' },
      { what: 'set', field: 'contact_id', to: 'c1' },
      { what: 'cleared', field: 'tags', from: ['hot'] },
    ])
  })

  it('finds custom fields in the record, and spares the reader long texts', () => {
    const changes = event(
      'deal.updated',
      ['custom.budget', 'description'],
      { 'custom.budget': 1 },
      { custom: { budget: 2 }, description: '…' },
    )
    expect(happeningsOf(changes)).toEqual([
      { what: 'changed', field: 'custom.budget', from: 1, to: 2 },
      { what: 'rewrote', field: 'description', from: '', to: '…' },
    ])
  })

  it('names a verb it does not know rather than hiding it', () => {
    expect(happeningsOf(event('lead.claimed', [], {}, {}))).toEqual([
      { what: 'verb', verb: 'claimed' },
    ])
  })
})
