import type { LogEvent } from '@/sync'

/** One of our own changes, as the log numbered it. */
export interface Done {
  event: LogEvent
  /** It has been asked to be taken back, and the answer is not there yet. */
  asked: boolean
}

/** What we did in this window and can take back, and what we took back and can do again. */
export interface Stack {
  undo: readonly Done[]
  redo: readonly Done[]
}

export const EMPTY: Stack = { undo: [], redo: [] }
const DEPTH = 100
/** The stack after an event of ours: a change goes on it, an undo moves its change over to redo. */
export function heard(stack: Stack, event: LogEvent): Stack {
  const done = { event, asked: false }
  const undone = takenBackBy(event, stack.undo)
  if (undone)
    return { undo: stack.undo.filter((one) => one !== undone), redo: [...stack.redo, done] }
  const redone = takenBackBy(event, stack.redo)
  if (redone)
    return { undo: [...stack.undo, done], redo: stack.redo.filter((one) => one !== redone) }
  return { undo: [...stack.undo, done].slice(-DEPTH), redo: [] }
}

/** The stack after somebody else took one of our changes back: it is not ours to undo any more. */
export function takenBack(stack: Stack, event: LogEvent): Stack {
  const gone = takenBackBy(event, [...stack.undo, ...stack.redo])
  const left = (list: readonly Done[]) => (gone ? list.filter((one) => one !== gone) : list)
  return { undo: left(stack.undo), redo: left(stack.redo) }
}

function takenBackBy(event: LogEvent, list: readonly Done[]): Done | undefined {
  const job = event.entity === 'bulk_job' ? event.data?.['undoes'] : undefined
  if (event.undoes === undefined && !job) return undefined
  return list.find((one) => (job ? one.event.entity_id === job : one.event.seq === event.undoes))
}

/** The newest that has not been asked for yet. */
export function next(list: readonly Done[]): Done | undefined {
  return list.findLast((one) => !one.asked)
}
