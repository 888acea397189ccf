import { v7 } from 'uuid'
import { coalesce, rebase, type Operation } from './operation'
import type { Step } from './outcome'

/** The queue a new write comes to: what waits there, and what was answered lately. */
interface Before {
  operations: readonly Operation[]
  done: ReadonlyMap<string, Operation>
}

/** Take a new write into the queue, as one with what waits there where that is the same. */
export function admitted(operation: Operation, { operations, done }: Before): Step {
  const { id, type, recordId, at } = operation
  if (done.has(id)) return { drop: [id] }
  // Taken up from the disk and sent meanwhile: it stands as it is.
  const known = operations.find((one) => one.id === id)
  if (known?.triedAt) return { put: [known] }
  const before = operations.filter(
    (one) => one.type === type && one.recordId === recordId && one.at < at,
  )
  // Never sent: nothing to delete there.
  if (
    operation.kind === 'delete' &&
    before.some((one) => one.kind === 'create' && one.state === 'queued' && !one.triedAt)
  )
    return { drop: [id, ...before.map((one) => one.id)] }
  const parts = builtOn(done.values(), operation)
  const last = before.findLast(({ state }) => state !== 'failed')
  const [first] = parts
  const merged = last && first && parts.length === 1 && coalesce(last, first)
  return merged ? { put: [merged], drop: [id] } : { put: parts }
}

/** A write whose window did not know yet that the one before it was accepted. */
function builtOn(done: Iterable<Operation>, operation: Operation): Operation[] {
  let parts = [operation]
  for (const earlier of done) {
    const version = earlier.confirmedVersion
    if (earlier.type !== operation.type || earlier.recordId !== operation.recordId) continue
    if (version === undefined || version <= (operation.baseVersion ?? version)) continue
    parts = parts.flatMap((one) => rebase(one, earlier, version, v7))
  }
  return parts
}
