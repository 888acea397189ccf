import type { Row } from '@/sync'

export interface TeamMember {
  user_id: string
  manages: boolean
}

/** Who is in a team; nobody, where there is none yet. */
export function membersOf(row: Row | null): TeamMember[] {
  return (row?.['members'] as TeamMember[] | undefined) ?? []
}
