import { QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { boardKey } from './queries'
import { boardOf, deal, FakeReads, stage } from './snapshots.fake'

let reads: FakeReads
beforeEach(() => {
  reads = new FakeReads()
})
afterEach(() => reads.stop())

it('keeps no figure of a board that may not be read any more', async () => {
  const { client } = reads.snapshots
  reads.answers = [boardOf(3, stage('s', [deal('d', 's', 'B')]))]
  const screen = new QueryObserver(client, {
    queryKey: boardKey('p', {}),
    queryFn: () => reads.snapshots.readBoard('p', {}),
  })
  const leave = screen.subscribe(() => undefined)
  await vi.waitFor(() => expect(reads.board()).toEqual([['d', 1, '5.00']]))

  reads.snapshots.clear()
  expect(reads.board()).toBeUndefined()

  const refusal = { error: 'forbidden', message: 'Not for you.' }
  reads.answers = [() => ({ body: refusal, seq: 4, status: 403 })]
  await reads.snapshots.reset()
  expect(screen.getCurrentResult()).toMatchObject({ status: 'error', data: undefined })
  leave()
})

it('keeps what describes the fields: a form that is being filled in stands on it', () => {
  const { client } = reads.snapshots
  client.setQueryData(['meta', 't', 'rep'], { types: {} })
  client.setQueryData(['history', 'deals', 'd'], ['an event'])
  reads.snapshots.clear()
  expect(client.getQueryData(['meta', 't', 'rep'])).toEqual({ types: {} })
  expect(client.getQueryData(['history', 'deals', 'd'])).toBeUndefined()
})
