import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { send } from '@/api/http'
import { usePeople } from '@/components/records/people'
import { textOf, useList } from '@/sync'
import type { Mentionable } from './mentions'
import type { Target } from './useComments'

export interface Named extends Mentionable {
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

/** Who may read a record: others don't hear of a comment on it. Undefined until known. */
export function useReaders(
  { entity, id }: Target,
  enabled: boolean,
): ReadonlySet<string> | undefined {
  const { data } = useQuery({
    queryKey: ['readers', entity, id],
    queryFn: async ({ signal }) => {
      const query = { entity, entity_id: id }
      const answer = await send<{ data: { user_ids: string[] } }>('GET', '/comments/readers', {
        query,
        signal,
      })
      return new Set(answer.body.data.user_ids)
    },
    enabled,
    staleTime: 30_000,
  })
  return data
}
