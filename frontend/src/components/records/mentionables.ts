import { useMemo } from 'react'
import { textOf, useList } from '@/sync'
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
      active: [...named.filter(({ id }) => active.has(id)), ...groups],
    }
  }, [people, teams.rows])
}
