import { beforeEach, describe, expect, it } from 'vitest'
import { ApiError } from '@/api/errors'
import { Outbox } from './outbox'
import { create, edit, FakeWorld, idle } from './outbox.fake'

let here: FakeWorld
const shown = () => here.records.get('deals', 'd')

beforeEach(() => {
  here = new FakeWorld()
})

describe('what the server refuses', () => {
  it('takes a refused change back and says so', async () => {
    here.replies = [() => new ApiError(403, 'forbidden', 'No.')]
    new Outbox(here.queue()).add(edit({ name: 'New' }))
    await idle()
    expect(shown()?.['name']).toBe('Old')
    expect(here.rejected).toEqual(['update forbidden'])
  })

  it('tells what a record was called though it is out of sight by now', async () => {
    here.replies = [() => new ApiError(404, 'not_found', 'There is no such deal.')]
    const outbox = new Outbox(here.queue())
    outbox.add(edit({ amount: '5.00' }))
    here.records.vanish('deals', 'd', 6)
    await idle()
    expect(shown()).toBeUndefined()
    expect(outbox.failed).toMatchObject([{ called: 'Old', failure: { code: 'not_found' } }])
  })

  it('drops edits of a record whose creation was refused', async () => {
    let refuse: (error: Error) => void = () => undefined
    const outbox = new Outbox(
      here.queue({ send: () => new Promise((_, reject) => (refuse = reject)) }),
    )
    await idle() // it leads
    outbox.add(create({ name: 'N' }))
    outbox.add({ ...edit({ name: 'M' }), recordId: 'n', path: '/deals/n' })
    refuse(new ApiError(400, 'validation_error', 'No.'))
    await idle()
    expect(here.records.get('deals', 'n')).toBeUndefined()
    expect(outbox.pending).toEqual([])
    expect(here.rejected).toEqual(['create validation_error'])
  })

  it('takes a delete of what is already gone for done', async () => {
    here.replies = [() => new ApiError(404, 'not_found', 'Gone.')]
    new Outbox(here.queue()).add({ ...edit({}), kind: 'delete', method: 'DELETE', body: undefined })
    await idle()
    expect(shown()).toBeUndefined()
    expect(here.rejected).toEqual([])
  })

  it('keeps what was refused until it is tried again or discarded, also over a reload', async () => {
    here.replies = [() => new ApiError(403, 'forbidden', 'No.')]
    const first = new Outbox(here.queue())
    first.add(edit({ name: 'New' }))
    await idle()
    expect(first.failed).toMatchObject([{ patch: { name: 'New' }, failure: { message: 'No.' } }])
    first.stop()
    here.replies = [() => ({ id: 'd', version: 5, name: 'New' })]
    const second = new Outbox(here.queue())
    await idle()
    expect([shown()?.['name'], second.failed.length]).toEqual(['Old', 1])
    second.retry(second.failed[0]?.id ?? '')
    await idle()
    expect(shown()?.['name']).toBe('New')
    expect(second.failed).toEqual([])
    expect(here.sent[0]?.headers['Idempotency-Key']).not.toBe(
      here.sent[1]?.headers['Idempotency-Key'],
    )
  })

  it('gives a record up with what was written in it', async () => {
    here.replies = [() => new ApiError(400, 'validation_error', 'No.')]
    const outbox = new Outbox(here.queue())
    outbox.add(create({ name: 'N' }))
    outbox.add({ ...edit({ name: 'M' }), recordId: 'n', path: '/deals/n' })
    await idle()
    outbox.discard(outbox.failed[0]?.id ?? '')
    await idle()
    expect(outbox.failed).toEqual([])
    expect(await here.store.load('t:u')).toEqual([])
  })
})
