import { afterEach, beforeEach, expect, test } from 'vitest'
import { figuresOf } from './figures'
import type { ListParams } from './filters'
import type { ListState } from './list'
import { listKey } from './queries'
import { contact, event, FakeReads, page } from './snapshots.fake'

const own = (key: string, kind: string) => ({ key, kind, custom: true })
const meta = { types: { contacts: { fields: [own('code', 'text'), own('budget', 'money')] } } }
const coded = (id: string, value: string) => ({
  ...contact(id, id),
  custom: { code: value, budget: value },
})

let reads: FakeReads
beforeEach(() => {
  reads = new FakeReads()
  reads.snapshots.client.setQueryData(['meta', 't', 'admin'], meta)
})
afterEach(() => reads.stop())

/** What a list of two contacts, "9" before "10", becomes when one with "2" comes. */
async function sorted(sort: string, ...read: string[]): Promise<readonly string[] | undefined> {
  const params: ListParams = { sort }
  reads.answers = [
    page(
      read.map((value) => coded(value, value)),
      7,
    ),
  ]
  const queryKey = listKey('contacts', params)
  const { client } = reads.snapshots
  await client.fetchQuery({ queryKey, queryFn: () => reads.snapshots.readList('contacts', params) })
  reads.hear(event(8, 'created', coded('2', '2')))
  return client.getQueryData<ListState>(queryKey)?.ids
}

/** Postcodes and order numbers are texts to the server: 10 stands before 9, whoever sorts. */
test('a text of one’s own is sorted as text, though it be digits', async () => {
  expect(await sorted('custom.code', '10', '9')).toEqual(['10', '2', '9'])
})

/** An amount of one's own is sent as text, and sorted by size. */
test('a figure of one’s own is sorted by size', async () => {
  expect(await sorted('custom.budget', '9', '10')).toEqual(['2', '9', '10'])
})

/** Until the fields are known, only what every organisation has is a figure. */
test('figures are those the server has told of', () => {
  const { client } = reads.snapshots
  expect([...figuresOf(client, 'contacts')]).toEqual(['amount', 'custom.budget'])
  expect([...figuresOf(client, 'companies')]).toEqual(['amount'])
})
