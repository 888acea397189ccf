import { expect, test } from 'vitest'
import type { Member, PresenceState } from '@/sync/presence'
import { isThere, shownBy, told } from './viewpoints'

const id = '019aa3c4-0000-7000-8000-000000000001'
const ana = (state: PresenceState): Member => ({ id: 'c', user_id: 'ana', name: 'Ana', state })

test('an address is told with its search, but not what is one’s own or too long', () => {
  expect(told(`/pipelines/${id}`, { q: 'acme', min: 500, page: { no: 1 } })).toEqual({
    at: `/pipelines/${id}`,
    search: { q: 'acme', min: '500' },
  })
  expect(told('/contacts', { q: 'x'.repeat(3_000) })).toEqual({ at: '/contacts' })
  expect(told('/settings/roles', { q: 'x' })).toEqual({})
})

test('of several devices the one in use counts, and only what is an address of ours', () => {
  const away = ana({ seen: true, away: true, at: '/contacts' })
  const here = ana({ seen: true, at: `/deals/${id}`, search: { q: 'a' } })
  expect(shownBy([away, here], 'ana')).toMatchObject({ at: `/deals/${id}`, search: { q: 'a' } })
  expect(shownBy([away], 'ana')?.at).toBe('/contacts')
  expect(shownBy([ana({ seen: true, at: 'https://elsewhere.test' })], 'ana')?.at).toBeUndefined()
  expect(shownBy([ana({})], 'ana')).toBeNull()
  expect(shownBy([here], 'ben')).toBeNull()
})

test('a record that is not for us leads nowhere, and says so', () => {
  const shown = shownBy([ana({ seen: true, at: '/deals/hidden' })], 'ana')
  expect(shown).toMatchObject({ at: undefined, hidden: true })
})

test('one is there with the same address and search, however the router reads numbers', () => {
  expect(isThere('/contacts', { min: 5 }, { at: '/contacts', search: { min: '5' } })).toBe(true)
  expect(isThere('/contacts', {}, { at: '/contacts', search: { q: 'a' } })).toBe(false)
  expect(isThere('/contacts', { q: 'a' }, { at: '/contacts' })).toBe(false)
  expect(isThere('/companies', {}, { at: '/contacts' })).toBe(false)
})
