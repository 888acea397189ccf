import type { ApiError } from '@/api/errors'
import type { Answer } from '@/api/http'
import type { Conflict } from './conflict'
import { rebase, type Operation } from './operation'
import type { Row } from './types'

/** A change of the queue, as one window tells it to the others. */
export interface Step {
  /** Operations that are new or changed. */
  put?: readonly Operation[]
  drop?: readonly string[]
  /** A record as the server has it now. */
  took?: { type: string; row: Row }
  /** A record that is not there any more. */
  gone?: { type: string; id: string }
  /** A write that was refused, and is rolled back. */
  refused?: { operation: Operation; status: number; code: string; message: string }
  /** The proposal this answers. */
  heard?: string
}

// Who made a write a moment ago sees its refusal; later they may look elsewhere.
const SEEN_MS = 30_000

/** What follows from an answer. `operations` is the queue, with what waits behind. */
export function accepted(
  operations: readonly Operation[],
  operation: Operation,
  answer: Pick<Answer<{ data?: Row } | null>, 'body'>,
  newId: () => string,
): Step {
  const { type, recordId, kind, id } = operation
  const row = answer.body?.data
  const confirmed: Operation = { ...operation, state: 'confirmed', confirmedAt: Date.now() }
  if (kind === 'delete') return { put: [confirmed], gone: { type, id: recordId } }
  if (row?.id !== recordId || typeof row.version !== 'number') return { drop: [id] }
  const waiting = operations.filter(
    (one) => one.type === type && one.recordId === recordId && one.state === 'queued',
  )
  // The same version as before: nothing was different, and no event will come.
  const isNone = kind === 'update' && row.version === operation.baseVersion
  return {
    ...(isNone ? { drop: [id] } : {}),
    put: [
      ...(isNone ? [] : [{ ...confirmed, confirmedVersion: row.version }]),
      ...waiting.flatMap((one) => rebase(one, operation, row.version, newId)),
    ],
    took: { type, row },
  }
}

/** What follows from a refusal for good. Nothing that somebody wrote is lost by it. */
export function refused(
  operations: readonly Operation[],
  operation: Operation,
  error: ApiError,
): Step {
  const { type, recordId, kind } = operation
  const { status, code, message } = error
  if (kind === 'delete' && status === 404)
    return { ...accepted(operations, operation, { body: null }, () => '') }
  const current = error.details?.['current'] as Row | undefined
  const took = current?.id === recordId ? { took: { type, row: current } } : {}
  const fields = error.details?.['conflicts'] as Conflict['fields'] | undefined
  if (code === 'conflict' && fields && current) {
    const changedBy = (error.details?.['changed_by'] ?? {}) as Conflict['changedBy']
    const conflict = { fields, changedBy, current }
    return { ...took, put: [{ ...operation, state: 'conflict', conflict }] }
  }
  const fallen =
    kind === 'create'
      ? operations.filter((one) => one.type === type && one.recordId === recordId)
      : [operation]
  const failure = { status, code, message }
  const [kept, lost] = [fallen.filter(isWorthKeeping), fallen.filter((one) => !isWorthKeeping(one))]
  return {
    ...took,
    put: kept.map((one) => ({ ...one, state: 'failed', failure })),
    drop: lost.map(({ id }) => id),
    refused: { operation, ...failure },
  }
}

/** What holds words of a person stays until they say otherwise, and so does what was made long ago. */
function isWorthKeeping({ kind, at }: Operation): boolean {
  return kind === 'create' || kind === 'update' || Date.now() - at > SEEN_MS
}
