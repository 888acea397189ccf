/** A record somebody has looked at. */
export interface Recent {
  type: string
  id: string
  title: string
}

const KEPT = 6
const SHOWN = /^\/(companies|contacts|deals)\/([0-9a-f-]{36})$/

/** The record a path shows, if it shows one. */
export function recordAt(path: string): { type: string; id: string } | null {
  const [, type, id] = SHOWN.exec(path) ?? []
  return type !== undefined && id !== undefined ? { type, id } : null
}

/** The list with one more in front, each once. */
export function withRecent(list: readonly Recent[], one: Recent): Recent[] {
  return [one, ...list.filter((other) => other.id !== one.id)].slice(0, KEPT)
}
