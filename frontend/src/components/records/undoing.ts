import { nested, typeOf, type Live, type LogEvent } from '@/sync'

/** The toast about what one did last oneself: one at a time, each in the other's place. */
export const MY_CHANGE = 'my-change'

const RECORDS = new Set([
  'deal',
  'company',
  'contact',
  'comment',
  'file',
  'tag',
  'stage',
  'pipeline',
  'note',
  'bulk_job',
])
// What changes by itself while one works on something else: a note's text is undone in its editor,
// or by restoring another of its versions.
const BY_ITSELF = new Set([
  'text',
  'mentions',
  'team_mentions',
  'restored_from',
  'reactions',
  'resolved_at',
  'resolved_by',
  'edited_at',
])

/** Whether an event can be taken back at all, whoever's it is. */
export function isUndoable({ entity, type, changed, data }: LogEvent): boolean {
  if (!RECORDS.has(entity)) return false
  const verb = type.slice(type.lastIndexOf('.') + 1)
  if (entity === 'bulk_job') return verb === 'created' && data != null
  if (verb === 'created' || verb === 'deleted' || verb === 'restored') return true
  return changed.some((field) => !BY_ITSELF.has(field))
}

/** How the record will look: its changed fields as they were; custom ones as `PATCH` takes them. */
export function formerValues({ before }: LogEvent): Record<string, unknown> {
  return nested(before ?? {})
}

/** The write that takes an event back. */
export function undoOperation(event: LogEvent) {
  const verb = event.type.slice(event.type.lastIndexOf('.') + 1)
  const vanishes = event.entity !== 'bulk_job' && (verb === 'created' || verb === 'restored')
  return {
    kind: vanishes ? ('delete' as const) : ('action' as const),
    type: typeOf(event.entity),
    recordId: event.entity_id,
    method: 'POST' as const,
    path: `/events/${event.seq}/undo`,
    body: {},
    patch: vanishes || event.entity === 'bulk_job' ? {} : formerValues(event),
  }
}

/** Take an event back, shown at once. */
export function undoEvent(live: Live, event: LogEvent): void {
  const operation = undoOperation(event)
  // What we deleted ourselves lies under our own deletion until its event has come.
  if (event.type.endsWith('.deleted'))
    live.outbox.settle(operation.type, operation.recordId, Infinity)
  live.outbox.add(operation)
}
