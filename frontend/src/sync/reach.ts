import type { QueryKey } from '@tanstack/react-query'
import type { BoardState } from './board'
import type { ListState } from './list'
import type { Records } from './records'

// A card shows its company, and the company its owner: further one does not see.
const STEPS = 2

/** The records that what was read shows, and those they point to in so many steps, as `type/id`. */
export function reachable(
  records: Records,
  read: Iterable<readonly [QueryKey, unknown]>,
  steps = STEPS,
): Set<string> {
  const typesOf = new Map<string, string[]>()
  for (const [type, { id }] of records.bases()) typesOf.set(id, [...(typesOf.get(id) ?? []), type])
  const reached = new Set<string>()
  let edge: string[] = []
  for (const [key, data] of read) edge.push(...idsOf(key, data))
  for (let step = 0; step <= steps; step++) {
    const next: string[] = []
    for (const id of edge)
      for (const type of typesOf.get(id) ?? []) {
        const name = `${type}/${id}`
        if (reached.has(name)) continue
        reached.add(name)
        next.push(...textsIn(records.base(type, id)))
      }
    edge = next
  }
  return reached
}

/** The ids of the records that one thing read is about. */
export function idsOf(key: QueryKey, data: unknown): readonly string[] {
  switch (key[0]) {
    case 'list':
      return (data as ListState).ids
    case 'board': {
      const { pipeline, stages } = data as BoardState
      return [pipeline.id, ...stages.flatMap((stage) => stage.cards.map((card) => card.id))]
    }
    default:
      return textsIn([...key, data])
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (!value || typeof value !== 'object') return []
  return Object.values(value).flatMap(textsIn)
}
