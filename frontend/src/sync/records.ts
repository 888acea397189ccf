import { laidOver } from './customFields'
import { Listeners } from './listeners'
import { DEPENDANTS, entityOf, typeOf } from './nouns'
import { formerly, mayArrive, type LogEvent, type Row, type Transition } from './types'

/** What the outbox lays over a record until the server has it. */
export interface Overlay {
  kind: 'create' | 'update' | 'delete'
  patch: Record<string, unknown>
  /** What the patched fields held when it was made. */
  before: Record<string, unknown>
  /** The version the server gave it, once it has answered. */
  confirmedVersion?: number
}

interface Shelf {
  rows: Map<string, Row>
  /** When each vanished record vanished: a snapshot read earlier may still show it. */
  tombstones: Map<string, number>
  overlays: Map<string, Overlay[]>
  folded: Map<string, { base: Row | undefined; overlays: Overlay[]; row: Row | null }>
}

/**
 * Every record this window knows, by type: the server's truth, and over it what is not yet sent.
 *
 * One applier takes snapshots, responses and events alike. It never goes back: a row below the
 * known version is ignored, and so is a row that vanished after the snapshot was read.
 */
export class Records extends Listeners {
  readonly #shelves = new Map<string, Shelf>()
  /** Rows of which a part may be old though their version is the newest. */
  readonly #doubted = new Set<string>()

  /** The record as the screen shows it: the server's row with pending changes over it. */
  get(type: string, id: string): Row | undefined {
    const shelf = this.#shelves.get(type)
    if (!shelf) return undefined
    const base = shelf.rows.get(id)
    const overlays = shelf.overlays.get(id)
    if (!overlays) return base
    const known = shelf.folded.get(id)
    if (known && known.base === base && known.overlays === overlays) return known.row ?? undefined
    const row = fold(id, base, overlays)
    shelf.folded.set(id, { base, overlays, row })
    return row ?? undefined
  }

  /** The server's row, without what is pending. */
  base(type: string, id: string): Row | undefined {
    return this.#shelves.get(type)?.rows.get(id)
  }

  /** Every visible record of a type, in no order. */
  all(type: string): Row[] {
    const shelf = this.#shelves.get(type)
    if (!shelf) return []
    const ids = new Set([...shelf.rows.keys(), ...shelf.overlays.keys()])
    return [...ids].flatMap((id) => this.get(type, id) ?? [])
  }

  /** The server's row of every record, with its type. */
  *bases(): Generator<[type: string, row: Row]> {
    for (const type of this.#shelves.keys()) for (const row of this.basesOf(type)) yield [type, row]
  }

  /** The server's row of every record of a type. */
  basesOf(type: string): Iterable<Row> {
    return this.#shelves.get(type)?.rows.values() ?? []
  }

  /** Take rows read at log position `seq` (null: a response without one, always news). */
  take(type: string, rows: readonly Row[], seq: number | null): void {
    this.batch(() => {
      for (const row of rows) this.#put(type, row, seq)
    })
  }

  /** Take one event of the log; returns what it did, for lists and boards. */
  apply(event: LogEvent): Transition {
    const type = typeOf(event.entity)
    const id = event.entity_id
    const verb = event.type.slice(event.type.lastIndexOf('.') + 1)
    if (verb === 'removed' || verb === 'deleted') {
      const before = event.data ? { ...formerly(event.data, event), id } : this.base(type, id)
      this.vanish(type, id, event.seq)
      return { id, before: before, after: null }
    }
    const data = event.data ? { ...event.data, id, version: event.version } : undefined
    // What was read after the event does not tell whether we saw the record before it.
    const known = (this.base(type, id)?.version ?? Infinity) < event.version
    if (data) this.#put(type, data, event.seq)
    const after = data ?? this.base(type, id) ?? null
    const made = verb === 'created' || verb === 'restored'
    const seen = known || !mayArrive(event)
    const before = seen ? after && formerly(after, event) : undefined
    return { id, before: made ? null : before, after }
  }

  /** A record is gone (or out of sight) as of `seq`, and what hangs on it too. */
  vanish(type: string, id: string, seq: number): void {
    this.batch(() => {
      const shelf = this.#shelf(type)
      shelf.tombstones.set(id, Math.max(seq, shelf.tombstones.get(id) ?? 0))
      shelf.rows.delete(id)
      this.touch(type, id)
      if ((DEPENDANTS as readonly string[]).includes(type)) return
      const entity = entityOf(type)
      for (const dependant of DEPENDANTS) {
        for (const row of this.#shelves.get(dependant)?.rows.values() ?? []) {
          if (row['entity'] === entity && row['entity_id'] === id)
            this.vanish(dependant, row.id, seq)
        }
      }
    })
  }

  /** Replace what is laid over the records: type → id → overlays, oldest first. */
  overlay(next: Map<string, Map<string, Overlay[]>>): void {
    this.batch(() => {
      for (const type of new Set([...this.#shelves.keys(), ...next.keys()])) {
        const shelf = this.#shelf(type)
        const overlays = next.get(type) ?? new Map<string, Overlay[]>()
        for (const id of new Set([...shelf.overlays.keys(), ...overlays.keys()])) {
          const now = overlays.get(id)
          if (now) shelf.overlays.set(id, now)
          else {
            shelf.overlays.delete(id)
            shelf.folded.delete(id)
          }
          this.touch(type, id)
        }
      }
    })
  }

  /** What pending changes do to each record of a type, for lists and boards. */
  pending(type: string): Transition[] {
    const overlays = this.#shelves.get(type)?.overlays ?? new Map<string, Overlay[]>()
    return [...overlays].map(([id, layers]) => {
      const base = this.base(type, id)
      const created = layers.some((layer) => layer.kind === 'create')
      const before = base && layers.reduceRight((row, layer) => laidOver(row, layer.before), base)
      return {
        id,
        before: created ? null : before,
        after: this.get(type, id) ?? null,
      }
    })
  }

  /** Forget the server's rows (the audience has changed: what we hold may not be ours to see). */
  clear(): void {
    this.batch(() => {
      for (const [type, shelf] of this.#shelves) {
        for (const id of shelf.rows.keys()) this.touch(type, id)
        shelf.rows.clear()
        shelf.tombstones.clear()
        shelf.folded.clear()
      }
    })
  }

  /** Forget the server's rows but for these (`type/id`) and those with something unsent over them. */
  keepOnly(names: ReadonlySet<string>): void {
    this.batch(() => {
      for (const [type, shelf] of this.#shelves)
        for (const id of shelf.rows.keys()) {
          if (names.has(`${type}/${id}`) || shelf.overlays.has(id)) continue
          shelf.rows.delete(id)
          this.touch(type, id)
        }
    })
  }

  /** Let the next reading of a record count, though its version be the same: events don't tell all of it. */
  doubt(type: string, id: string): void {
    this.#doubted.add(`${type}/${id}`)
  }

  #put(type: string, row: Row, seq: number | null): void {
    const shelf = this.#shelf(type)
    const gone = shelf.tombstones.get(row.id)
    if (gone !== undefined) {
      if (seq !== null && seq < gone) return
      shelf.tombstones.delete(row.id)
    }
    const known = shelf.rows.get(row.id)
    if (known && known.version > row.version) return
    const doubted = this.#doubted.delete(`${type}/${row.id}`)
    if (known && known.version === row.version) {
      // The same version from a poorer or richer view of it: keep every field once seen.
      if (!doubted && Object.keys(row).every((field) => field in known)) return
      shelf.rows.set(row.id, { ...known, ...row })
    } else {
      shelf.rows.set(row.id, row)
    }
    this.touch(type, row.id)
  }

  #shelf(type: string): Shelf {
    let shelf = this.#shelves.get(type)
    if (!shelf) {
      shelf = { rows: new Map(), tombstones: new Map(), overlays: new Map(), folded: new Map() }
      this.#shelves.set(type, shelf)
    }
    return shelf
  }
}

function fold(id: string, base: Row | undefined, overlays: Overlay[]): Row | null {
  let row: Row | null = base ?? null
  for (const overlay of overlays) {
    // Once the server's row includes it, newer changes of others must show through.
    if (overlay.confirmedVersion !== undefined && (row?.version ?? 0) >= overlay.confirmedVersion)
      continue
    if (overlay.kind === 'delete') row = null
    else if (overlay.kind === 'create') row = row ?? { version: 0, ...overlay.patch, id }
    else if (row) row = laidOver(row, overlay.patch)
  }
  return row
}
