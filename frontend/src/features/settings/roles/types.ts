import type { Row } from '@/sync'

export const VERBS = ['read', 'create', 'update', 'delete'] as const
export type Verb = (typeof VERBS)[number]
export type Scope = 'none' | 'own' | 'team' | 'all'
/** Of a field: as the record allows, read-only, or hidden. */
export type Level = 'write' | 'read' | 'none'
export type Rule = Record<Verb, Scope>

export const BUILT_IN = ['admin', 'manager', 'rep', 'support', 'read_only'] as const
export type BuiltIn = (typeof BUILT_IN)[number]

/** A role as the server tells it. `fields` has only the fields that are not at `write`. */
export interface Role {
  id: string
  name: string
  description: string
  builtin: boolean
  permissions: Record<string, Rule>
  fields: Record<string, Record<string, Level>>
  managed_teams: boolean
  members: number
  version: number
}

/** What to change of a role: the cells that are said. */
export interface RolePatch {
  name?: string
  description?: string
  permissions?: Record<string, Partial<Rule>>
  fields?: Record<string, Record<string, Level>>
  managed_teams?: boolean
}

/** What roles may say: `GET /roles/choices`. */
export interface Choices {
  resources: Record<string, Record<Verb, Scope[]>>
  fields: Record<string, { name: string; label: string; custom: boolean; levels: Level[] }[]>
}

export function roleOf(row: Row): Role {
  return row as unknown as Role
}

/** Those out of the box first, then one's own by name. */
export function inOrder(roles: readonly Role[]): Role[] {
  const rank = ({ id }: Role) => (BUILT_IN as readonly string[]).indexOf(id)
  return [...roles].sort(
    (a, b) =>
      Number(b.builtin) - Number(a.builtin) || rank(a) - rank(b) || a.name.localeCompare(b.name),
  )
}
