import { expect, test } from 'vitest'
import type { PresenceState } from '@/sync/presence'
import { tellable, whereaboutsOf } from './whereabouts'

const id = '019aa3c4-0000-7000-8000-000000000001'
const ben = (state: PresenceState) => ({ id: 'x', user_id: 'ben', name: 'Ben', state })

test('only addresses that colleagues may want to go to are told', () => {
  expect(tellable(`/deals/${id}`)).toBe(`/deals/${id}`)
  expect(tellable('/contacts')).toBe('/contacts')
  for (const path of ['/settings/webhooks', '/inbox', '//elsewhere.test', '/deals/1/../../x'])
    expect(tellable(path)).toBeUndefined()
})

test('of several windows the one in use says where a person is', () => {
  const people = whereaboutsOf(
    [ben({ at: '/contacts', away: true }), ben({ at: `/deals/${id}` }), ben({ idle: true })],
    'me',
  )
  expect(people).toEqual([{ id: 'ben', name: 'Ben', at: `/deals/${id}`, away: false }])
})

test('an address from elsewhere leads nowhere, and one is not among the others', () => {
  expect(whereaboutsOf([ben({ at: 'https://elsewhere.test' })], 'me')[0]?.at).toBeNull()
  expect(whereaboutsOf([ben({})], 'ben')).toEqual([])
})
