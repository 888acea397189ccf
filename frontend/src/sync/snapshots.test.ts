import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { boardOf, contact, deal, event, FakeReads, page, stage } from './snapshots.fake'

let reads: FakeReads
beforeEach(() => {
  reads = new FakeReads()
})
afterEach(() => reads.stop())

describe('snapshots and the stream', () => {
  it('start where the first snapshot was read', async () => {
    reads.answers = [page([contact('a', 'Ann')], 7)]
    await reads.readContacts()
    expect(reads.position).toBe(7)
  })

  it('put what appears live into lists already read', async () => {
    reads.answers = [page([contact('a', 'Ann'), contact('c', 'Cid')], 7)]
    await reads.readContacts()
    reads.hear(event(8, 'created', contact('b', 'Bea')))
    expect(reads.contacts()).toMatchObject({ ids: ['a', 'b', 'c'], total: 3 })
  })

  it('bring a snapshot up to what was heard while it was on its way', async () => {
    reads.answers = [page([contact('a', 'Ann')], 7)]
    await reads.readContacts()
    reads.answers = [
      () => {
        reads.hear(
          event(8, 'created', contact('b', 'Bea')),
          event(9, 'deleted', contact('a', 'Ann', 2)),
        )
        return page([contact('a', 'Ann')], 7)()
      },
    ]
    await reads.readContacts()
    expect(reads.contacts()).toMatchObject({ ids: ['b'], total: 1 })
  })

  it('do not count again what a newer snapshot already holds', async () => {
    reads.answers = [page([contact('a', 'Ann'), contact('b', 'Bea')], 8)]
    reads.position = 7
    await reads.readContacts()
    reads.hear(event(8, 'created', contact('b', 'Bea')))
    expect(reads.contacts()).toMatchObject({ ids: ['a', 'b'], total: 2 })
  })

  it('are read again when they are older than what is remembered', async () => {
    reads.position = 50 // and nothing heard that could bring it up
    reads.answers = [
      page([contact('a', 'Ann')], 40),
      page([contact('a', 'Ann'), contact('b', 'Bea')], 50),
    ]
    await reads.readContacts()
    expect(reads.asked).toHaveLength(2)
    expect(reads.contacts()?.ids).toEqual(['a', 'b'])
  })

  it('move a board’s cards, counts and totals', async () => {
    reads.answers = [boardOf(3, stage('s', [deal('d', 's', 'B')]), stage('t', []))]
    await reads.readBoard()
    reads.hear(event(4, 'moved', deal('d', 't', 'C', 2), { stage_id: 's', position: 'B' }, 'deal'))
    expect(reads.board()).toEqual([
      ['', 0, undefined],
      ['d', 1, '5.00'],
    ])
  })

  it.each([
    ['leaves', event(4, 'removed', deal('far', 's', 'Z', 2), {}, 'deal')],
    ['comes into', event(4, 'updated', deal('new', 's', 'A', 2), { owner_id: 'ben' }, 'deal')],
  ])('read a board again when a deal that is not loaded %s our sight', async (_, happening) => {
    reads.answers = [boardOf(3, stage('s', [deal('d', 's', 'B')], 'more', 3))]
    await reads.readBoard()
    reads.hear(happening)
    expect(reads.boardIsOld()).toBe(true)
  })

  it('count a deal we saw before, whoever has it now', async () => {
    reads.answers = [boardOf(3, stage('s', [deal('d', 's', 'B')], 'more', 3))]
    await reads.readBoard()
    reads.hear(event(4, 'updated', deal('d', 's', 'B', 2), { owner_id: 'ben' }, 'deal'))
    expect(reads.boardIsOld()).toBe(false)
    expect(reads.board()).toEqual([['d', 3, '15.00']])
  })
})
