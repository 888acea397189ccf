import { laidOver, nested } from './customFields'

/** A record as the API gives it. `id` and `version` are always there; the rest depends on its type. */
export interface Row {
  id: string
  version: number
  [field: string]: unknown
}

/** A field as text: "" for what is empty or no text. */
export function textOf(row: Row | undefined, field: string): string {
  const value = row?.[field]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** Who did it. */
export interface Actor {
  id: string | null
  name: string
  kind: string
}

/** One numbered change of the tenant's log, as this listener may see it. */
export interface LogEvent {
  seq: number
  id: string
  type: string
  entity: string
  entity_id: string
  version: number
  at: string
  actor: Actor
  changed: string[]
  before: Record<string, unknown>
  data?: Row | null
  /** The number of the event that this one takes back. */
  undoes?: number
}

/** Stands for more than 500 events of one job: refetch that type. */
export interface BulkEvent {
  type: 'bulk'
  entity: string
  from: number
  to: number
  job_id: string
  counts: Record<string, number>
}

export type StreamEvent = LogEvent | BulkEvent

/** Covers (from, to] of the log. */
export interface Changes {
  from: number
  to: number
  events: StreamEvent[]
}

export function isBulk(event: StreamEvent): event is BulkEvent {
  return event.type === 'bulk'
}

/** What one change did to one record: `null` is "not there", `undefined` is "not known". */
export interface Transition {
  id: string
  before: Row | null | undefined
  after: Row | null
}

/** A record as it was before an event, from how it was after it. */
export function formerly(row: Row, { before }: LogEvent): Row {
  return laidOver(row, nested(before ?? {}))
}

/** Whether the event may have brought its record into our sight: who sees a record goes by its owner. */
export function mayArrive({ changed }: LogEvent): boolean {
  return changed.includes('owner_id')
}
