import { describe, expect, it } from 'vitest'
import { coalesce, rebase, type Operation } from './operation'

const update = (patch: Record<string, unknown>, more: Partial<Operation> = {}): Operation => ({
  id: '1',
  scope: 's',
  owner: 't',
  kind: 'update',
  type: 'deals',
  recordId: 'd',
  patch,
  before: {},
  baseVersion: 4,
  method: 'PATCH',
  path: '/deals/d',
  body: patch,
  at: 0,
  state: 'queued',
  ...more,
})

describe('coalescing', () => {
  it('makes one request of edits on the same version; the first before and the last value stay', () => {
    const one = coalesce(
      update({ name: 'a' }, { before: { name: '0' } }),
      update({ name: 'b', x: 1 }, { before: { name: 'a', x: 0 } }),
    )
    expect(one).toMatchObject({
      body: { name: 'b', x: 1 },
      before: { name: '0', x: 0 },
      baseVersion: 4,
    })
  })

  it('keeps an edit apart that was made knowing a newer version', () => {
    expect(coalesce(update({ name: 'a' }), update({ name: 'b' }, { baseVersion: 5 }))).toBeNull()
  })

  it('never touches one on its way', () => {
    expect(coalesce(update({ name: 'a' }, { state: 'sending' }), update({ name: 'b' }))).toBeNull()
  })

  it('never touches one that may have arrived, though no answer did', () => {
    expect(coalesce(update({ name: 'a' }, { triedAt: 1 }), update({ name: 'b' }))).toBeNull()
  })

  it('folds edits into a record not yet created, its id included', () => {
    const create = update(
      { name: 'a' },
      { kind: 'create', body: { name: 'a', id: 'd' }, baseVersion: null },
    )
    const shown = { ...create, patch: { ...create.patch, created_by: 'me', custom: {} } }
    const made = coalesce(shown, update({ name: 'b', custom: { budget: 1 } }))
    expect(made).toMatchObject({ kind: 'create', patch: { created_by: 'me', name: 'b' } })
    // What is only shown is not sent: the server sets it, and refuses it from us.
    expect(made?.body).toEqual({ name: 'b', custom: { budget: 1 }, id: 'd' })
  })
})

describe('rebasing on our own accepted change', () => {
  const id = () => 'new'
  it('stands on it when nobody else came between', () => {
    expect(rebase(update({ name: 'b' }), update({ name: 'a' }), 5, id)).toMatchObject([
      { baseVersion: 5, patch: { name: 'b' } },
    ])
  })

  it('leaves other fields on the version they were edited on, so that others’ changes are still seen', () => {
    expect(rebase(update({ amount: '1' }), update({ name: 'a' }), 9, id)).toMatchObject([
      { baseVersion: 4 },
    ])
  })

  it('splits a change of both: shared fields stand on ours, the rest does not', () => {
    expect(rebase(update({ name: 'b', amount: '1' }), update({ name: 'a' }), 9, id)).toMatchObject([
      { id: '1', baseVersion: 9, body: { name: 'b' } },
      { id: 'new', baseVersion: 4, body: { amount: '1' } },
    ])
  })

  it('tells custom fields apart: another’s change of one is seen, though ours set a second', () => {
    const before = { custom: { region: 'x', budget: 0 } }
    const region = update({ custom: { region: 'y' } })
    const budget = update({ custom: { budget: 1 } }, { before })
    expect(rebase(budget, region, 9, id)).toMatchObject([{ baseVersion: 4 }])
    const both = update({ custom: { region: 'z', budget: 1 } }, { before })
    const [standing, rest] = rebase(both, region, 9, id)
    expect([standing?.baseVersion, standing?.body]).toEqual([9, { custom: { region: 'z' } }])
    expect([rest?.baseVersion, rest?.body]).toEqual([4, { custom: { budget: 1 } }])
    expect(rest?.before).toEqual({ custom: { budget: 0 } })
  })
})
