import type { Operation } from './operation'

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/**
 * The writes that may go out now, oldest first, so that no more than `atOnce` are on their way.
 *
 * Two that name a common record go one after the other, in the order they were made: edits of one
 * deal, a contact and what refers to it, cards put beside each other or into one stage. What changes
 * many records by a filter waits for all before it, and all after it wait for that.
 */
export function sendable(operations: readonly Operation[], atOnce: number): Operation[] {
  const found: Operation[] = []
  const taken = new Set<string>()
  let free = atOnce - operations.filter(({ state }) => state === 'sending').length
  let before = 0
  for (const operation of operations) {
    if (free <= 0) break
    if (operation.state !== 'queued' && operation.state !== 'sending') continue
    const names = namesIn(operation)
    const many = concernsMany(operation)
    if (operation.state === 'queued' && !(many && before) && !names.some((id) => taken.has(id))) {
      found.push(operation)
      free -= 1
    }
    if (many) break
    names.forEach((id) => taken.add(id))
    before += 1
  }
  return found
}

const known = new WeakMap<Operation, readonly string[]>()

/** The records a write is of or speaks of. */
function namesIn(operation: Operation): readonly string[] {
  let names = known.get(operation)
  if (!names) {
    const { recordId, path, body } = operation
    const spoken = `${path} ${JSON.stringify(body ?? null)}`.match(ID) ?? []
    known.set(operation, (names = [recordId, ...spoken]))
  }
  return names
}

const concernsMany = ({ path }: Operation) => path.endsWith('/bulk')
