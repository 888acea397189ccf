import { describe, expect, it } from 'vitest'
import { applied, fitting } from './rules'
import { inOrder, type Role, type Rule } from './types'

const TEAM: Rule = { read: 'team', create: 'all', update: 'team', delete: 'own' }
const role: Role = {
  id: 'r',
  name: 'Narrow',
  description: '',
  builtin: false,
  permissions: { deals: TEAM },
  fields: { deals: { amount: 'none' } },
  managed_teams: false,
  members: 0,
  version: 3,
}

describe('fitting', () => {
  it('seeing less takes the right to change along', () => {
    expect(fitting(TEAM, 'read', 'own')).toEqual({ read: 'own', update: 'own' })
    expect(fitting(TEAM, 'read', 'none')).toEqual({
      read: 'none',
      update: 'none',
      delete: 'none',
      create: 'none',
    })
  })

  it('being able to change brings the right to see', () => {
    expect(fitting(TEAM, 'update', 'all')).toEqual({ update: 'all', read: 'all' })
    expect(fitting({ ...TEAM, read: 'none' }, 'create', 'all')).toEqual({
      create: 'all',
      read: 'own',
    })
  })

  it('sets only what was asked for where that fits', () => {
    expect(fitting(TEAM, 'delete', 'none')).toEqual({ delete: 'none' })
  })
})

describe('applied', () => {
  it('changes the cells that are said, and takes a rule away at write', () => {
    const next = applied(role, {
      permissions: { deals: { delete: 'team' } },
      fields: { deals: { amount: 'write', city: 'read' } },
    })
    expect(next.permissions['deals']).toEqual({ ...TEAM, delete: 'team' })
    expect(next.fields['deals']).toEqual({ city: 'read' })
    expect(role.fields['deals']).toEqual({ amount: 'none' })
  })
})

describe('inOrder', () => {
  it('has those out of the box first, from the widest on, then names', () => {
    const some = ['zoo', 'rep', 'ants', 'admin'].map((id) => ({
      ...role,
      id,
      name: id,
      builtin: id === 'rep' || id === 'admin',
    }))
    expect(inOrder(some).map(({ id }) => id)).toEqual(['admin', 'rep', 'ants', 'zoo'])
  })
})
