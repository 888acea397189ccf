import { QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { contact, event, FakeReads, page } from './snapshots.fake'

let reads: FakeReads
let name: (id: string) => unknown
beforeEach(() => {
  reads = new FakeReads()
  reads.position = 7
  name = (id) => reads.records.get('contacts', id)?.['name']
})
afterEach(() => reads.stop())

const want = (id: string) => reads.snapshots.links.want('contacts', id)
const show = (...ids: string[]) =>
  ids.forEach((id) => reads.records.subscribe('contacts', id, () => undefined))
const bulk = () =>
  reads.hear({ type: 'bulk', entity: 'contact', from: 7, to: 900, job_id: 'j', counts: {} })
const answered = () => vi.waitFor(() => expect(reads.answers).toEqual([]))

describe('records that others point to', () => {
  it('are read many at once, and what is not there is not asked for again', async () => {
    reads.answers = [page([contact('a', 'Ann')], 7)]
    want('a')
    want('b')
    await vi.waitFor(() => expect(name('a')).toBe('Ann'))
    want('a')
    want('b')
    await new Promise((done) => setTimeout(done, 20))
    expect(reads.asked).toEqual(['/api/v1/contacts?filter%5Bid%5D%5Bin%5D=a%2Cb&limit=200'])
  })

  it('are read again when a reset has forgotten them, though they were read while it went on', async () => {
    let slow: (value: string) => void = () => undefined
    const screen = new QueryObserver(reads.snapshots.client, {
      queryKey: ['history', 'contacts', 'x'],
      queryFn: () => new Promise<string>((done) => (slow = done)),
    })
    const leave = screen.subscribe(() => undefined)
    slow('read')
    await vi.waitFor(() => expect(screen.getCurrentResult().data).toBe('read'))
    const reset = reads.snapshots.reset()
    reads.answers = [page([contact('a', 'Ann')], 7), page([contact('a', 'Ann')], 7)]
    want('a')
    await vi.waitFor(() => expect(name('a')).toBe('Ann'))
    slow('read anew')
    await reset
    want('a')
    await answered()
    await vi.waitFor(() => expect(name('a')).toBe('Ann'))
    expect(reads.asked).toHaveLength(2)
    leave()
  })
})

describe('after more changes than events can tell', () => {
  beforeEach(() =>
    reads.records.take(
      'contacts',
      ['a', 'b', 'c'].map((id) => contact(id, 'Old')),
      7,
    ),
  )

  it('what the screens show is read again, and vanishes if it is gone', async () => {
    show('a', 'b')
    reads.answers = [page([contact('a', 'New', 2)], 900)]
    bulk()
    await vi.waitFor(() => expect(name('a')).toBe('New'))
    expect(name('b')).toBeUndefined()
    expect(reads.asked).toEqual(['/api/v1/contacts?filter%5Bid%5D%5Bin%5D=a%2Cb&limit=200'])
  })

  it('what no screen shows is read again when one does', async () => {
    bulk()
    reads.answers = [page([contact('c', 'New', 2)], 900)]
    want('c')
    await vi.waitFor(() => expect(name('c')).toBe('New'))
  })

  it('an answer that the log has overtaken takes nothing away', async () => {
    show('b')
    reads.answers = [
      () => {
        reads.hear(event(901, 'restored', contact('b', 'Back', 3)))
        return page([], 900)()
      },
    ]
    bulk()
    await answered()
    await new Promise((done) => setTimeout(done))
    expect(name('b')).toBe('Back')
  })
})
