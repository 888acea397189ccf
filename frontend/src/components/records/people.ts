import { useMemo } from 'react'
import { useLink, useList, type Row } from '@/sync'

export interface Member {
  id: string
  name: string
  email: string
  active: boolean
}

function memberOf(row: Row): Member {
  return {
    id: row.id,
    name: String((row['full_name'] as string | undefined) ?? ''),
    email: String((row['email'] as string | null | undefined) ?? ''),
    active: row['active'] !== false,
  }
}

/** The organisation's people by name (the first 200), live. */
export function usePeople(enabled = true): { people: readonly Member[]; loading: boolean } {
  const list = useList('users', { limit: 200 }, enabled)
  const people = useMemo(
    () => list.rows.map(memberOf).sort((a, b) => a.name.localeCompare(b.name)),
    [list.rows],
  )
  return { people, loading: list.status === 'loading' }
}

/** One person of the organisation; undefined until known, or if they are not there. */
export function usePerson(id: string | null | undefined): Member | undefined {
  const row = useLink('users', id)
  return useMemo(() => row && memberOf(row), [row])
}
