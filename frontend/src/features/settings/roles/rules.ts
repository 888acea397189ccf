import { type Level, type Role, type RolePatch, type Rule, type Scope, type Verb } from './types'

const REACH: Record<Scope, number> = { none: 0, own: 1, team: 2, all: 3 }

/** A role with a patch on top, as the server will have it. */
export function applied(role: Role, patch: RolePatch): Role {
  const permissions = { ...role.permissions }
  for (const [resource, rule] of Object.entries(patch.permissions ?? {}))
    permissions[resource] = { ...(permissions[resource] as Rule), ...rule }
  const fields = { ...role.fields }
  for (const [type, levels] of Object.entries(patch.fields ?? {})) {
    const next: Record<string, Level> = { ...fields[type], ...levels }
    fields[type] = Object.fromEntries(Object.entries(next).filter(([, level]) => level !== 'write'))
  }
  return { ...role, ...patch, permissions, fields }
}

/**
 * The verbs to set with one: what may be changed must also be seen, so seeing less takes the right
 * to change along, and being able to change brings the right to see.
 */
export function fitting(rule: Rule, verb: Verb, scope: Scope): Partial<Rule> {
  const set: Partial<Rule> = { [verb]: scope }
  if (verb === 'read') {
    for (const other of ['update', 'delete'] as const)
      if (REACH[rule[other]] > REACH[scope]) set[other] = scope
    if (scope === 'none' && rule.create !== 'none') set.create = 'none'
  } else if (verb === 'create') {
    if (scope !== 'none' && rule.read === 'none') set.read = 'own'
  } else if (REACH[scope] > REACH[rule.read]) set.read = scope
  return set
}

/** Whether a scope is said as yes or no: there is nothing between none and all. */
export function isYesNo(scopes: readonly Scope[]): boolean {
  return scopes.length <= 2
}

/** How many fields of a type have a rule. */
export function ruled(role: Role, type: string): number {
  return Object.keys(role.fields[type] ?? {}).length
}
