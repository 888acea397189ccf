/** The verbs of each entity's events, as `meta` lists them. */
export type EventTypes = Readonly<Record<string, readonly string[]>>

/** Whether an event is heard: by name, with its entity, or with everything. */
export function hears(patterns: readonly string[], entity: string, verb: string): boolean {
  return [`${entity}.${verb}`, `${entity}.*`, '*'].some((one) => patterns.includes(one))
}

/** Hear, or no longer hear, one event; an entity heard in full becomes `entity.*`. */
export function toggleEvent(
  known: EventTypes,
  patterns: readonly string[],
  entity: string,
  verb: string,
): string[] {
  const verbs = known[entity] ?? []
  const heard = verbs.filter((one) => hears(patterns, entity, one) !== (one === verb))
  const others = spelledOut(known, patterns).filter((one) => !one.startsWith(`${entity}.`))
  const unknown = patterns.filter(
    (one) =>
      one.startsWith(`${entity}.`) &&
      !one.endsWith('.*') &&
      !verbs.includes(one.slice(entity.length + 1)),
  )
  if (heard.length === verbs.length) return [...others, `${entity}.*`]
  return [...others, ...unknown, ...heard.map((one) => `${entity}.${one}`)]
}

/** Hear all of an entity, or nothing of it. */
export function toggleEntity(
  known: EventTypes,
  patterns: readonly string[],
  entity: string,
): string[] {
  const all = (known[entity] ?? []).every((verb) => hears(patterns, entity, verb))
  const others = spelledOut(known, patterns).filter((one) => !one.startsWith(`${entity}.`))
  return all ? others : [...others, `${entity}.*`]
}

// Taking one thing out of everything leaves all the others by name.
function spelledOut(known: EventTypes, patterns: readonly string[]): string[] {
  if (!patterns.includes('*')) return [...patterns]
  return Object.keys(known).map((entity) => `${entity}.*`)
}
