import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { byName, boardOf, contact, deal, event, FakeReads, page, stage } from './snapshots.fake'

let reads: FakeReads
beforeEach(() => {
  reads = new FakeReads()
})
afterEach(() => reads.stop())

describe('the next page of a list', () => {
  const more = () => reads.snapshots.readMore('contacts', byName)
  const [ann, bea, cid, dan] = [
    contact('a', 'Ann'),
    contact('b', 'Bea'),
    contact('c', 'Cid'),
    contact('d', 'Dan'),
  ]
  beforeEach(async () => {
    reads.answers = [page([ann, bea], 7, 'next', 4)]
    await reads.readContacts()
  })

  it('goes on where the list ends', async () => {
    reads.answers = [page([cid, dan], 7, null, 4)]
    await more()
    expect(reads.asked[1]).toContain('cursor=next')
    expect(reads.contacts()).toMatchObject({ ids: ['a', 'b', 'c', 'd'], total: 4 })
  })

  it('is brought up to what was heard while it was on its way', async () => {
    reads.answers = [
      () => {
        reads.hear(
          event(8, 'created', contact('cc', 'Cindy')),
          event(9, 'created', contact('aa', 'Anna')),
          event(10, 'deleted', contact('d', 'Dan', 2)),
        )
        return page([cid, dan], 7, null, 4)()
      },
    ]
    await more()
    expect(reads.contacts()).toMatchObject({ ids: ['a', 'aa', 'b', 'c', 'cc'], total: 5 })
  })

  it('does not count again what it was read after', async () => {
    reads.answers = [page([cid, contact('cc', 'Cindy'), dan], 8, null, 5)]
    await more()
    reads.hear(event(8, 'created', contact('cc', 'Cindy')))
    expect(reads.contacts()).toMatchObject({ ids: ['a', 'b', 'c', 'cc', 'd'], total: 5 })
  })

  it('is asked for anew when the list was read again meanwhile', async () => {
    const early = contact('0', 'Aaron')
    reads.answers = [
      async () => {
        reads.answers = [page([early, ann], 9, 'other', 5), page([bea, cid, dan], 9, null, 5)]
        await reads.readContacts()
        return page([cid, dan], 7, null, 4)()
      },
    ]
    await more()
    expect(reads.contacts()).toMatchObject({ ids: ['0', 'a', 'b', 'c', 'd'], total: 5 })
  })
})

describe('the next cards of a stage', () => {
  const more = () => reads.snapshots.readMoreCards('p', {}, 's')
  const read = () =>
    boardOf(7, stage('s', [deal('a', 's', 'B')], 'next', 3), stage('t', [deal('x', 't', 'B')]))
  beforeEach(async () => {
    reads.answers = [read()]
    await reads.readBoard()
  })
  const toS = (row: ReturnType<typeof deal>, seq: number) =>
    event(seq, 'moved', row, { stage_id: 't', position: 'B' }, 'deal')

  it('stand and are counted as what was heard while they were on their way says', async () => {
    reads.answers = [
      () => {
        reads.hear(
          toS(deal('x', 's', 'D', 2), 8),
          event(9, 'moved', deal('b', 't', 'C', 2), { stage_id: 's', position: 'C' }, 'deal'),
        )
        return page([deal('b', 's', 'C'), deal('c', 's', 'E')], 7)()
      },
    ]
    await more()
    expect(reads.board()).toEqual([
      ['a x c', 3, '15.00'],
      ['b', 1, '5.00'],
    ])
  })

  it('are counted where they stand when the log tells what they were read after', async () => {
    reads.answers = [page([deal('b', 's', 'C'), deal('x', 's', 'D', 2), deal('c', 's', 'E')], 8)]
    await more()
    expect(reads.board()?.map(([ids]) => ids)).toEqual(['a b x c', ''])
    reads.hear(toS(deal('x', 's', 'D', 2), 8))
    expect(reads.board()).toEqual([
      ['a b x c', 4, '20.00'],
      ['', 0, undefined],
    ])
  })

  it('are kept when the board is read again', async () => {
    const rest = page([deal('b', 's', 'C'), deal('c', 's', 'E')], 7)
    reads.answers = [rest]
    await more()
    reads.answers = [read(), rest]
    await reads.readBoard()
    expect(reads.board()?.map(([ids]) => ids)).toEqual(['a b c', 'x'])
  })
})
