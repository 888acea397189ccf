import type { Operation, Row, TypeMeta } from '@/sync'

type Bulk = 'bulk' | 'bulk_update' | 'bulk_delete' | 'bulk_restore'
type Verb = 'create' | 'change' | 'delete' | 'move' | 'restore' | 'undo' | 'act' | Bulk

/** What a write that waits or failed does, in the words of the screen. */
export interface Described {
  verb: Verb
  /** What its record is called; "" if that is not known here. */
  name: string
  /** The labels of the fields it changes. */
  fields: readonly string[]
  /** Of a bulk change: how many records it names. */
  count: number
}

/** Say what an operation does. `row` is its record as this window shows it, if it does (still). */
export function describe(
  operation: Operation,
  row: Row | undefined,
  type: TypeMeta | undefined,
): Described {
  const { patch, path, body, called: last } = operation
  const title = type?.title ?? 'name'
  const called = [patch[title], row?.[title], last, patch['title'], patch['body']].find(
    (one): one is string => typeof one === 'string' && one !== '',
  )
  const labels = new Map((type?.fields ?? []).map(({ key, label }) => [key, label]))
  const custom = Object.keys((patch['custom'] as object | undefined) ?? {})
  const fields = [...Object.keys(patch).filter((key) => key !== 'custom'), ...custom]
  return {
    verb: path.endsWith('/bulk') ? bulkOf(body) : verbOf(operation.kind, path),
    name: called ?? '',
    fields: fields.map((key) => labels.get(key) ?? key),
    count: idsOf(body).length,
  }
}

function verbOf(kind: Operation['kind'], path: string): Verb {
  if (path.startsWith('/events/')) return 'undo'
  if (kind === 'create' || kind === 'delete') return kind
  if (kind === 'update') return 'change'
  const last = path.slice(path.lastIndexOf('/') + 1)
  return last === 'move' || last === 'restore' ? last : 'act'
}

/** By what it does where it names its records; how many a filter will find is not known here. */
function bulkOf(body: unknown): Bulk {
  const { action } = body as { action: 'update' | 'delete' | 'restore' }
  return idsOf(body).length > 0 ? `bulk_${action}` : 'bulk'
}

function idsOf(body: unknown): readonly unknown[] {
  const ids = (body as { ids?: unknown } | null | undefined)?.ids
  return Array.isArray(ids) ? ids : []
}

/** Whose page shows it: the record itself, or what a comment or a file hangs on. */
export function placeOf({ recordId, body }: Operation, entity: string): [string, string] {
  const parent = body as { entity?: unknown; entity_id?: unknown } | null | undefined
  if (typeof parent?.entity === 'string' && typeof parent.entity_id === 'string')
    return [parent.entity, parent.entity_id]
  return [entity, recordId]
}
