import type { Conflict } from './conflict'
import { chosen, flat, laidOver } from './customFields'
import type { Overlay } from './records'

type Values = Record<string, unknown>

/** One write on its way to the server. Its id is its idempotency key, and orders it (UUIDv7). */
export interface Operation {
  id: string
  /** `<tenant id>:<user id>`: a queue is never replayed as somebody else. */
  scope: string
  /** The window it was made in. */
  owner: string
  kind: 'create' | 'update' | 'delete' | 'action'
  type: string
  recordId: string
  /** What the record was called when it was made: it may be out of sight by the time of the answer. */
  called?: string
  /** How the record looks meanwhile. */
  patch: Record<string, unknown>
  /** What those fields held when it was made. */
  before: Record<string, unknown>
  /** The version the change was made on (If-Match); null: last write wins. */
  baseVersion: number | null
  method: 'POST' | 'PATCH' | 'DELETE'
  path: string
  body: unknown
  at: number
  /** "failed": refused for good, rolled back, and kept until its author has seen it. */
  state: 'queued' | 'sending' | 'confirmed' | 'conflict' | 'failed'
  /** The writes that were folded into it, itself as it was made first: to take them back one by one. */
  edits?: readonly Operation[]
  /** When it was first sent and may have arrived, in ms since 1970. */
  triedAt?: number
  confirmedVersion?: number
  confirmedAt?: number
  conflict?: Conflict
  /** Why it failed; `key_expired`: whether it arrived is not known any more. */
  failure?: { status: number; code: string; message: string }
}

/** What an operation lays over its record. */
export function overlayOf(operation: Operation): Overlay {
  return {
    kind: operation.kind === 'action' ? 'update' : operation.kind,
    patch: operation.patch,
    before: operation.before,
    ...(operation.confirmedVersion === undefined
      ? {}
      : { confirmedVersion: operation.confirmedVersion }),
  }
}

/**
 * Fold a new change into one that waits, so that ten edits offline are one request.
 *
 * Only when both were made on the same version: a later one was made knowing what came between,
 * and must not be asked about it. Returns null when they can't be one.
 */
export function coalesce(waiting: Operation, next: Operation): Operation | null {
  // What was sent may have arrived, though no answer did: its key stands for just that.
  if (waiting.state !== 'queued' || waiting.triedAt || next.kind !== 'update') return null
  if (waiting.recordId !== next.recordId || waiting.type !== next.type) return null
  const created = waiting.kind === 'create'
  if (!created && (waiting.kind !== 'update' || waiting.baseVersion !== next.baseVersion))
    return null
  return folded(waiting, next)
}

function folded(waiting: Operation, next: Operation): Operation {
  return {
    ...waiting,
    edits: [...(waiting.edits ?? [waiting]), next],
    patch: laidOver(waiting.patch, next.patch),
    before: waiting.kind === 'create' ? {} : laidOver(next.before, waiting.before),
    // Not the patch: of a new record that shows more than may be sent.
    body: laidOver(waiting.body as Values, next.body as Values),
  }
}

/** The last of the writes that this one is. */
export function lastEdit(operation: Operation): Operation {
  return operation.edits?.at(-1) ?? operation
}

/** What remains without the last of the writes that this one is; null: nothing. */
export function withoutLast({ edits = [], baseVersion }: Operation): Operation | null {
  const [first, ...rest] = edits.slice(0, -1)
  // It may stand on another version by now than when it was made.
  return first ? { ...rest.reduce(folded, first), baseVersion } : null
}

/** The same write with other values: those that were folded into it are not its own any more. */
export function withPatch(
  { edits: _, ...operation }: Operation,
  patch: Values,
  before: Values,
): Operation {
  return { ...operation, patch, before, body: patch }
}

/**
 * Prepare a waiting change after an earlier one of ours on the same record was accepted as `version`.
 *
 * If nobody else came between (`version` follows directly), it now stands on ours. Otherwise its
 * fields that ours also set stand on ours (accepted, so nobody else had touched them), and the
 * rest stays on the version it was made on, so that the server can still see others' changes.
 */
export function rebase(
  waiting: Operation,
  accepted: Operation,
  version: number,
  newId: () => string,
): Operation[] {
  if (waiting.kind !== 'update') return [waiting]
  if (waiting.baseVersion === null || accepted.kind === 'create')
    return [{ ...waiting, baseVersion: version }]
  if (
    accepted.baseVersion !== null &&
    version === accepted.baseVersion + 1 &&
    waiting.baseVersion >= accepted.baseVersion
  )
    return [{ ...waiting, baseVersion: Math.max(version, waiting.baseVersion) }]
  const set = flat(accepted.patch)
  const isOurs = (name: string) => name in set
  const names = Object.keys(flat(waiting.patch))
  if (!names.some(isOurs)) return [waiting]
  const standing = { ...part(waiting, isOurs), baseVersion: version }
  if (names.every(isOurs)) return [standing]
  return [standing, { ...part(waiting, (name) => !isOurs(name)), id: newId() }]
}

function part(operation: Operation, has: (name: string) => boolean): Operation {
  return withPatch(operation, chosen(operation.patch, has), chosen(operation.before, has))
}

/** What is on its way when a page ends waits for the next. */
export function unsent(operation: Operation): Operation {
  return operation.state === 'sending' ? { ...operation, state: 'queued' } : operation
}
