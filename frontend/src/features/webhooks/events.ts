/** The events each entity has, for choosing what a webhook hears. */
export const EVENTS: Readonly<Record<string, readonly string[]>> = {
  deal: ['created', 'updated', 'moved', 'deleted', 'restored'],
  company: ['created', 'updated', 'deleted', 'restored'],
  contact: ['created', 'updated', 'deleted', 'restored'],
  comment: ['created', 'updated', 'deleted'],
  note: ['created', 'updated', 'deleted'],
  file: ['created', 'deleted'],
  pipeline: ['created', 'updated', 'deleted', 'restored'],
  stage: ['created', 'updated', 'deleted', 'restored'],
  tag: ['created', 'updated', 'deleted', 'restored'],
  import: ['created', 'updated'],
}

/** Whether an event is heard: by name, with its entity, or with everything. */
export function hears(patterns: readonly string[], entity: string, verb: string): boolean {
  return [`${entity}.${verb}`, `${entity}.*`, '*'].some((one) => patterns.includes(one))
}

/** Hear, or no longer hear, one event; an entity heard in full becomes `entity.*`. */
export function toggleEvent(patterns: readonly string[], entity: string, verb: string): string[] {
  const verbs = EVENTS[entity] ?? []
  const heard = verbs.filter((one) => hears(patterns, entity, one) !== (one === verb))
  const others = spelledOut(patterns).filter((one) => !one.startsWith(`${entity}.`))
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
export function toggleEntity(patterns: readonly string[], entity: string): string[] {
  const all = (EVENTS[entity] ?? []).every((verb) => hears(patterns, entity, verb))
  const others = spelledOut(patterns).filter((one) => !one.startsWith(`${entity}.`))
  return all ? others : [...others, `${entity}.*`]
}

// Taking one thing out of everything leaves all the others by name.
function spelledOut(patterns: readonly string[]): string[] {
  if (!patterns.includes('*')) return [...patterns]
  return Object.keys(EVENTS).map((entity) => `${entity}.*`)
}
