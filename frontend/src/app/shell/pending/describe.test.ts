import { describe as suite, expect, it } from 'vitest'
import type { Operation, TypeMeta } from '@/sync'
import { describe, placeOf } from './describe'

const deals = {
  title: 'name',
  fields: [
    { key: 'amount', label: 'Amount' },
    { key: 'region', label: 'Region', custom: true },
  ],
} as unknown as TypeMeta
const write = (more: Partial<Operation>) =>
  ({
    kind: 'update',
    type: 'deals',
    recordId: 'd',
    path: '/deals/d',
    patch: {},
    ...more,
  }) as Operation

suite('a write that waits', () => {
  it('is told by its fields’ labels and its record’s name, own fields too', () => {
    const edit = write({ patch: { amount: '5', custom: { region: 'EU' } } })
    expect(describe(edit, { id: 'd', version: 1, name: 'Acme' }, deals)).toEqual({
      verb: 'change',
      name: 'Acme',
      fields: ['Amount', 'Region'],
      count: 0,
    })
  })

  it('is called as it is written there, where the record was never made', () => {
    const made = write({ kind: 'create', path: '/deals', patch: { name: 'New one' } })
    expect(describe(made, undefined, deals)).toMatchObject({ verb: 'create', name: 'New one' })
  })

  it('is called as its record was last, where that is out of sight by now', () => {
    const edit = write({ patch: { amount: '5' }, called: 'Acme' })
    expect(describe(edit, undefined, deals).name).toBe('Acme')
  })

  it.each([
    ['/deals/d/move', 'move'],
    ['/deals/d/restore', 'restore'],
    ['/events/5/undo', 'undo'],
    ['/deals/d/follow', 'act'],
  ])('is told by what it does: %s', (path, verb) => {
    expect(describe(write({ kind: 'action', path }), undefined, deals).verb).toBe(verb)
  })

  it('of many records says what it does to how many, where it names them', () => {
    const bulk = (body: unknown) =>
      describe(write({ kind: 'action', path: '/deals/bulk', body }), undefined, deals)
    const three = bulk({ action: 'delete', ids: ['a', 'b', 'c'] })
    expect(three).toMatchObject({ verb: 'bulk_delete', count: 3 })
    expect(bulk({ action: 'update', filter: {} }).verb).toBe('bulk')
  })

  it('is opened on the page that shows it', () => {
    expect(placeOf(write({}), 'deal')).toEqual(['deal', 'd'])
    const comment = write({ type: 'comments', body: { entity: 'company', entity_id: 'c' } })
    expect(placeOf(comment, 'comment')).toEqual(['company', 'c'])
  })
})
