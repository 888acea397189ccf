import { isUndoable } from '@/components/records/undoing'
import type { LogEvent } from '@/sync'

/** Whether an event may be taken back, or why not. The server decides; this says it beforehand. */
export type Verdict =
  | { may: true }
  | { may: false; why: 'none' }
  | { may: false; why: 'undone' | 'touched_record'; by: string }
  | { may: false; why: 'touched'; by: string; fields: readonly string[] }

const verbOf = (event: LogEvent) => event.type.slice(event.type.lastIndexOf('.') + 1)

/**
 * A change and the undo that took it back annul each other; what still stands after the event counts.
 * `events`: the record's, newest first, without a gap from the newest down to this one.
 */
export function verdictOf(event: LogEvent, events: readonly LogEvent[]): Verdict {
  if (!isUndoable(event)) return { may: false, why: 'none' }
  const { standing, annulled } = settle(events.filter((one) => one.seq > event.seq))
  const undone = annulled.get(event.seq)
  if (undone) return { may: false, why: 'undone', by: undone.actor.name }
  const verb = verbOf(event)
  const last = standing[0]
  if (verb === 'created' || verb === 'restored')
    return last ? { may: false, why: 'touched_record', by: last.actor.name } : { may: true }
  // A record one looks at is not in the trash.
  if (verb === 'deleted') return { may: false, why: 'undone', by: last?.actor.name ?? '' }
  const touched = standing.find((one) => one.changed.some((name) => event.changed.includes(name)))
  if (!touched) return { may: true }
  const fields = event.changed.filter((name) => standing.some((one) => one.changed.includes(name)))
  return { may: false, why: 'touched', by: touched.actor.name, fields }
}

/** Newest first in, newest first out: those that count, and which number was taken back by which event. */
function settle(events: readonly LogEvent[]) {
  const seqs = new Set(events.map((event) => event.seq))
  const annulled = new Map<number, LogEvent>()
  const standing: LogEvent[] = []
  for (const event of events) {
    if (annulled.has(event.seq)) continue
    if (event.undoes !== undefined) {
      annulled.set(event.undoes, event)
      if (seqs.has(event.undoes)) continue
    }
    standing.push(event)
  }
  return { standing, annulled }
}
