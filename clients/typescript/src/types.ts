/** What the server sends; see docs/sockets.md and `/api/v1/asyncapi.json`. */

/** A record: beside these, its fields. */
export interface Row {
  id: string
  version: number
  [field: string]: unknown
}

/** One change of one record. `data` is the record as it is now; none when it left our sight. */
export interface RecordEvent {
  seq: number
  type: string
  entity: string
  entity_id: string
  version: number
  at: string
  actor: { id: string | null; name: string; kind: string }
  data: Row | null
}

/** More than 500 changes of one job: read that type again. */
export interface BulkEvent {
  type: 'bulk'
  entity: string
  from: number
  to: number
}

export type LogEvent = RecordEvent | BulkEvent

/** What happened in (from, to], as far as we may see it. */
export interface Changes {
  from: number
  to: number
  events: LogEvent[]
}

/** Where an event stands in the log. */
export const numberOf = (event: LogEvent): number => ('seq' in event ? event.seq : event.to)

/** The record types this sample keeps: entity to path. */
export const TYPES: Readonly<Record<string, string>> = {
  company: 'companies',
  contact: 'contacts',
  deal: 'deals',
}
