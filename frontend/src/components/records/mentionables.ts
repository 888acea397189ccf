import { useMemo } from 'react'
import { textOf, useList, useMe } from '@/sync'
import { usePeople } from './people'

/** A person or a team, as @ calls them. */
export interface Named {
  id: string
  name: string
  /** Under the name: an address, or how many. */
  detail: string
  /** Of a team: who is in it. */
  members?: readonly string[]
}

/** Everybody and every team that can be called by @, and those who can be still. */
export function useMentionables(enabled = true): {
  all: readonly Named[]
  active: readonly Named[]
} {
  const { people } = usePeople(enabled)
  const teams = useList('teams', { limit: 200 }, enabled)
  const me = useMe().user.id
  return useMemo(() => {
    const groups: Named[] = teams.rows.map((row) => {
      const members = (row['members'] as { user_id: string }[] | undefined) ?? []
      return {
        id: row.id,
        name: textOf(row, 'name'),
        detail: String(members.length),
        members: members.map(({ user_id }) => user_id),
      }
    })
    const named = people.map(({ id, name, email }) => ({ id, name, detail: email }))
    const active = new Set(people.filter((person) => person.active).map(({ id }) => id))
    return {
      all: [...named, ...groups],
      active: asOffered(
        named.filter(({ id }) => active.has(id)),
        groups,
        me,
      ),
    }
  }, [people, teams.rows, me])
}

/** The order they are offered in: teams among the first, who would be seen by nobody after all people, oneself last. */
export function asOffered(
  people: readonly Named[],
  teams: readonly Named[],
  me: string,
): readonly Named[] {
  const others = people.filter(({ id }) => id !== me)
  const first = others.slice(0, 4)
  const self = people.filter(({ id }) => id === me)
  return [...first, ...teams.slice(0, 2), ...others.slice(4), ...teams.slice(2), ...self]
}
