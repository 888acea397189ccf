import { expect, it } from 'vitest'
import { asOffered, type Named } from './mentionables'

const named = (id: string, members?: string[]): Named => ({
  id,
  name: id,
  detail: '',
  ...(members ? { members } : {}),
})

it('offers teams among the first, and oneself last', () => {
  const people = ['ana', 'ben', 'cy', 'di', 'ed', 'flo', 'gus'].map((id) => named(id))
  const teams = ['north', 'south', 'west'].map((id) => named(id, ['ana']))
  const ids = (list: readonly Named[]) => list.map(({ id }) => id).join(' ')
  expect(ids(asOffered(people, teams, 'ana'))).toBe('ben cy di ed north south flo gus west ana')
  expect(ids(asOffered(people.slice(0, 2), teams.slice(0, 1), 'ana'))).toBe('ben north ana')
})
