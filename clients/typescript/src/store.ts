import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { type LogEvent, type Row, TYPES } from './types.js'

/** A write that has not reached the server yet. */
export interface Write {
  key: string
  method: string
  path: string
  body?: unknown
}

/** The copy on the device: records, the place in the log they are at, and what waits to be sent. */
export class Store {
  /** The log position this copy is at; null: it is empty, take a snapshot. */
  position: number | null = null
  waiting: Write[] = []
  readonly #records = new Map<string, Map<string, Row>>()

  /** `path`: a JSON file; none keeps the copy in memory. A phone would use its database. */
  constructor(private readonly path?: string) {
    for (const entity of Object.keys(TYPES)) this.#records.set(entity, new Map())
    if (path && existsSync(path)) this.#load(readFileSync(path, 'utf8'))
  }

  /** Put fresh rows in the place of all we had of these entities; null keeps the position. */
  replace(snapshot: Record<string, Row[]>, position: number | null): void {
    for (const [entity, rows] of Object.entries(snapshot))
      this.#records.set(entity, new Map(rows.map((row) => [row.id, row])))
    if (position !== null) this.position = position
    this.save()
  }

  /** Take events in order. All there is to do: put the record as it is now, or take it away. */
  apply(events: LogEvent[], to: number): void {
    for (const event of events) {
      const rows = this.#records.get(event.entity)
      if (!rows || !('seq' in event)) continue
      const known = rows.get(event.entity_id)
      if (!event.data || /\.(removed|deleted)$/.test(event.type)) rows.delete(event.entity_id)
      // A snapshot may be ahead of the stream: what is older than what we have is no news.
      else if (!known || event.data.version >= known.version) rows.set(event.entity_id, event.data)
    }
    this.position = to
    this.save()
  }

  /** The same on any client that knows the same versions of the same records. */
  digest(): string {
    const lines: string[] = []
    for (const [entity, rows] of this.#records)
      for (const row of rows.values()) lines.push(`${entity} ${row.id} ${row.version}`)
    return createHash('sha256').update(lines.sort().join('\n')).digest('hex')
  }

  /** Keep it: written beside and renamed, so that a crash leaves the old copy or the new one. */
  save(): void {
    if (!this.path) return
    const records = Object.fromEntries(
      [...this.#records].map(([entity, rows]) => [entity, [...rows.values()]]),
    )
    const text = JSON.stringify({ position: this.position, waiting: this.waiting, records })
    writeFileSync(`${this.path}.new`, text)
    renameSync(`${this.path}.new`, this.path)
  }

  #load(text: string): void {
    const kept = JSON.parse(text) as {
      position: number | null
      waiting: Write[]
      records: Record<string, Row[]>
    }
    this.position = kept.position
    this.waiting = kept.waiting
    for (const [entity, rows] of Object.entries(kept.records))
      this.#records.set(entity, new Map(rows.map((row) => [row.id, row])))
  }
}
