import type { LogEvent } from '@/sync'

/** What happened, in a form a sentence can be made of. `field` is as in `meta`, "custom.budget" included. */
export type Happening =
  | { what: 'created' | 'deleted' | 'restored' }
  | { what: 'moved'; from: unknown; to: unknown }
  | { what: 'changed'; field: string; from: unknown; to: unknown }
  | { what: 'set'; field: string; to: unknown }
  | { what: 'cleared'; field: string; from: unknown }
  | { what: 'rewrote'; field: string; from: string; to: string }
  | { what: 'note_restored'; when: string }
  | { what: 'verb'; verb: string }

// Consequences of a move, or places on a board: no news to a reader.
const SILENT = new Set(['position', 'pipeline_id', 'version', 'updated_at', 'updated_by'])
const LONG = new Set(['description', 'text', 'body'])

/** The sentences one event makes, none if it only moved a card within its column. */
export function happeningsOf(event: LogEvent): Happening[] {
  if (event.type === 'note.version_restored')
    return [{ what: 'note_restored', when: textIn(event.data?.['restored_from']) }]
  const verb = event.type.slice(event.type.lastIndexOf('.') + 1)
  if (verb === 'created' || verb === 'deleted' || verb === 'restored') return [{ what: verb }]
  const moved = event.changed.includes('stage_id')
  const fields = event.changed.filter(
    (field) => !SILENT.has(field) && !(moved && ['stage_id', 'closed_at'].includes(field)),
  )
  const changes = fields.map((field) => changeOf(event, field))
  if (moved)
    return [
      { what: 'moved', from: event.before['stage_id'], to: event.data?.['stage_id'] },
      ...changes,
    ]
  if (changes.length > 0 || verb === 'updated' || verb === 'moved') return changes
  return [{ what: 'verb', verb }]
}

function changeOf(event: LogEvent, field: string): Happening {
  const from = valueIn(event.before, field)
  const to = valueIn(event.data ?? {}, field)
  if (LONG.has(field)) return { what: 'rewrote', field, from: textIn(from), to: textIn(to) }
  if (isEmpty(from)) return { what: 'set', field, to }
  if (isEmpty(to)) return { what: 'cleared', field, from }
  return { what: 'changed', field, from, to }
}

/** `before` names a custom field "custom.budget"; `data` holds it in `custom`. */
function valueIn(record: Record<string, unknown>, field: string): unknown {
  if (field in record || !field.startsWith('custom.')) return record[field]
  return (record['custom'] as Record<string, unknown> | undefined)?.[field.slice(7)]
}

const textIn = (value: unknown) => (typeof value === 'string' ? value : '')

const isEmpty = (value: unknown) =>
  value === null ||
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.length === 0)
