import { beforeEach, describe, expect, it } from 'vitest'
import { ApiError } from '@/api/errors'
import { Outbox } from './outbox'
import { asked, conflict, edit, FakeWorld, idle } from './outbox.fake'
import type { LogEvent, Row } from './types'

let here: FakeWorld
const shown = () => here.records.get('deals', 'd')
const budget = () => {
  const current: Row = { id: 'd', version: 8, name: 'Old', custom: { budget: 99 } }
  const conflicts = { 'custom.budget': { base: 1, theirs: 99, yours: 7 } }
  return new ApiError(409, 'conflict', 'Changed.', { conflicts, current })
}
const changed = (version: number, before: Row | object, data: Row | object): LogEvent => ({
  seq: 10 + version,
  id: `e${version}`,
  type: 'deal.updated',
  entity: 'deal',
  entity_id: 'd',
  version,
  at: '2026-11-21T10:00:00Z',
  actor: { id: 'ana', name: 'Ana', kind: 'user' },
  changed: Object.keys(before),
  before: { ...before },
  data: { name: 'Ben’s', amount: '2.00', ...data, id: 'd', version },
})

beforeEach(() => {
  here = new FakeWorld()
})

/** An outbox whose write the server asks about. */
async function conflicted(patch: Record<string, unknown>, refusal: () => ApiError) {
  here.replies = [refusal]
  const outbox = new Outbox(here.queue())
  outbox.add(edit(patch))
  await idle()
  return outbox
}

describe('a conflict', () => {
  it('puts a conflict aside, keeps mine on the screen, and sends the choice on the version shown', async () => {
    here.replies = [conflict, () => ({ id: 'd', version: 9, name: 'Mine', amount: '5.00' })]
    const outbox = new Outbox(here.queue())
    outbox.add(edit({ name: 'Mine', amount: '5.00' }))
    await idle()
    expect(outbox.conflicts).toHaveLength(1)
    expect(shown()).toMatchObject({ name: 'Mine', version: 8 })
    outbox.resolve(asked(outbox), ['name'])
    await idle()
    expect(here.sent[1]).toMatchObject({
      body: { name: 'Mine', amount: '5.00' },
      headers: { 'If-Match': '"8"' },
    })
    expect(outbox.conflicts).toEqual([])
  })

  it('drops only the contested field when theirs is chosen', async () => {
    here.replies = [conflict, () => ({ id: 'd', version: 9, name: 'Ben’s', amount: '5.00' })]
    const outbox = new Outbox(here.queue())
    outbox.add(edit({ name: 'Mine', amount: '5.00' }))
    await idle()
    outbox.resolve(asked(outbox), [])
    await idle()
    expect(here.sent[1]?.body).toEqual({ amount: '5.00' })
    expect(shown()).toMatchObject({ name: 'Ben’s', amount: '5.00' })
  })

  it('leaves theirs of a custom field, and sends what nobody else touched', async () => {
    const outbox = await conflicted({ custom: { budget: 7, region: 'x' } }, budget)
    outbox.resolve(asked(outbox), [])
    await idle()
    expect(here.sent[1]?.body).toEqual({ custom: { region: 'x' } })
    here = new FakeWorld()
    const alone = await conflicted({ custom: { budget: 7 } }, budget)
    alone.resolve(asked(alone), [])
    await idle()
    expect([here.sent.length, shown()?.['custom']]).toEqual([1, { budget: 99 }])
  })

  it('sends mine of a custom field as the server takes it', async () => {
    const outbox = await conflicted({ custom: { budget: 7 } }, budget)
    outbox.resolve(asked(outbox), ['custom.budget'])
    await idle()
    expect(here.sent[1]).toMatchObject({
      body: { custom: { budget: 7 } },
      headers: { 'If-Match': '"8"' },
    })
    expect(Object.keys(here.sent[1]?.body as object)).toEqual(['custom'])
  })

  it('is answered for what was shown: the server asks again about what came meanwhile', async () => {
    const outbox = await conflicted({ name: 'Mine' }, conflict)
    const seen = asked(outbox)
    const ninth = changed(9, { name: 'Ben’s' }, { name: 'Ana’s' })
    here.records.apply(ninth)
    outbox.hear(ninth)
    outbox.resolve(seen, ['name'])
    await idle()
    expect(here.sent[1]).toMatchObject({ body: { name: 'Mine' }, headers: { 'If-Match': '"8"' } })
  })

  it('shows what theirs is by now, and whose, in every field of mine', async () => {
    const outbox = await conflicted({ name: 'Mine', amount: '5.00' }, conflict)
    outbox.hear(changed(9, { name: 'Ben’s', amount: '2.00' }, { name: 'Ana’s', amount: '3.00' }))
    expect(asked(outbox).conflict).toMatchObject({
      fields: {
        name: { base: 'Old', theirs: 'Ana’s', yours: 'Mine' },
        amount: { base: '2.00', theirs: '3.00', yours: '5.00' },
      },
      changedBy: { name: { by: { name: 'Ana' } } },
      current: { version: 9 },
    })
    outbox.resolve(asked(outbox), ['amount'])
    await idle()
    expect(here.sent[1]).toMatchObject({ body: { amount: '5.00' }, headers: { 'If-Match': '"9"' } })
  })

  it('does not take for shown what it was not told of', async () => {
    const outbox = await conflicted({ name: 'Mine' }, conflict)
    outbox.hear(changed(10, { amount: '2.00' }, { name: 'Somebody’s', amount: '3.00' }))
    expect(asked(outbox).conflict?.current.version).toBe(8)
  })
})
