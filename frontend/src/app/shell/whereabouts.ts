import type { Member } from '@/sync'

/** Somebody of the organisation who is here, and where. */
export interface Whereabouts {
  id: string
  name: string
  /** The address they look at; null: none to go to. */
  at: string | null
  /** No window of theirs is in sight, or none has been touched for minutes. */
  away: boolean
}

const SHOWABLE = /^\/(deals|companies|contacts|pipelines|reviews)(\/[0-9a-f-]{36})?$/

/** The address to tell others of: lists, boards and records, not one's settings or inbox. */
export function tellable(path: string): string | undefined {
  return SHOWABLE.test(path) ? path : undefined
}

/** Everybody else by name: of several windows of a person, the one they are using. */
export function whereaboutsOf(members: readonly Member[], me: string): Whereabouts[] {
  const found = new Map<string, Whereabouts>()
  for (const { user_id: id, name, state } of members) {
    if (id === me) continue
    const told = state['at']
    // Another client has written it: an address of ours, or nothing.
    const at = typeof told === 'string' ? (tellable(told) ?? null) : null
    const away = state['away'] === true || state['idle'] === true
    const known = found.get(id)
    if (!known || (known.away && !away)) found.set(id, { id, name, at, away })
  }
  return [...found.values()].sort(
    (a, b) => Number(a.away) - Number(b.away) || a.name.localeCompare(b.name),
  )
}
