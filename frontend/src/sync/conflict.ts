import { chosen, flat } from './customFields'
import type { LogEvent, Row } from './types'

export interface FieldConflict {
  base: unknown
  theirs: unknown
  yours: unknown
}

/** Who changed a field last, and when (RFC 3339). */
export interface ChangedBy {
  at: string
  by: { id: string | null; name: string }
}

/** What its author is asked about, by field ("custom.budget"), and the record as it is shown to them. */
export interface Conflict {
  fields: Record<string, FieldConflict>
  changedBy: Record<string, ChangedBy>
  current: Row
}

type Patch = Record<string, unknown>

/** The question after the record's next event: theirs may be another by now, in more fields. */
export function broughtUp(conflict: Conflict, patch: Patch, event: LogEvent): Conflict {
  const { data, before, changed, version, at, actor } = event
  // What we have not been told of, the server finds, and asks again.
  if (!data || version !== conflict.current.version + 1) return conflict
  const [fields, changedBy] = [{ ...conflict.fields }, { ...conflict.changedBy }]
  const [mine, theirs] = [flat(patch), flat(data)]
  for (const name of changed.filter((one) => one in mine)) {
    const known = fields[name] ?? { base: before[name], yours: mine[name] }
    fields[name] = { ...known, theirs: theirs[name] }
    changedBy[name] = { at, by: { id: actor.id, name: actor.name } }
  }
  return { fields, changedBy, current: { ...data, version } }
}

/** What is left of a patch once its author has chosen; `mine` names the fields to keep as they wrote them. */
export function settled(conflict: Conflict, patch: Patch, mine: readonly string[]): Patch {
  return chosen(patch, (name) => !(name in conflict.fields) || mine.includes(name))
}
