import { editorOf } from '@/components/records/fields'
import type { Field, Filter } from '@/sync'

type Op = Filter['op']

/** What a condition can say, in the order it is offered; "filled" is `empty` turned round. */
export type Relation = Op | 'filled'

const CHOICE: readonly Relation[] = ['in', 'ne', 'empty', 'filled']
const TEXT: readonly Relation[] = ['contains', 'starts', 'eq', 'ne', 'empty', 'filled']
const NUMBER: readonly Relation[] = ['eq', 'gt', 'gte', 'lt', 'lte', 'empty', 'filled']
const DATE: readonly Relation[] = ['gte', 'lte', 'eq', 'empty', 'filled']
const YES_NO: readonly Relation[] = ['eq']

/** How a field's filter is built: from a list, with a text, a number, a date, or a yes or no. */
export function shapeOf(field: Field): 'choice' | 'text' | 'number' | 'date' | 'switch' {
  const by = editorOf({ ...field, writable: true })
  if (by === 'chosen') return 'choice'
  if (by === 'switch') return 'switch'
  if (by === 'date') return 'date'
  return ['number', 'integer', 'money'].includes(field.kind) ? 'number' : 'text'
}

/** What can be said of a field, as far as the server knows the operator. */
export function relationsOf(field: Field): Relation[] {
  const shapes = { choice: CHOICE, text: TEXT, number: NUMBER, date: DATE, switch: YES_NO }
  return shapes[shapeOf(field)].filter((relation) =>
    field.operators.includes(relation === 'filled' ? 'empty' : relation),
  )
}

/** The words of a relation: of dates, "at least" is "on or after". */
export function wordsOf(field: Field, relation: Relation) {
  const dated = shapeOf(field) === 'date'
  if (dated && relation === 'gte') return 'records.relation.date_gte' as const
  if (dated && relation === 'lte') return 'records.relation.date_lte' as const
  return `records.relation.${relation}` as const
}

/** What a filter says, as offered by `relationsOf`. */
export function relationOf(filter: Filter): Relation {
  if (filter.op === 'empty' && filter.value !== true) return 'filled'
  return filter.op
}

/** The filter that says `relation` of a field; null while it has nothing to compare with. */
export function filterFor(
  name: string,
  relation: Relation,
  value: Filter['value'] | null,
): Filter | null {
  if (relation === 'empty' || relation === 'filled')
    return { field: name, op: 'empty', value: relation === 'empty' }
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return null
  const one = Array.isArray(value) && relation !== 'in' ? (value[0] as string) : value
  return { field: name, op: relation, value: one }
}

/** Filters with one put in place of another (or at the end); one condition per field and operator. */
export function withFilter(
  filters: readonly Filter[],
  next: Filter | null,
  instead?: Filter,
): Filter[] {
  const rest = filters.filter(
    (one) => one !== instead && !(next && one.field === next.field && one.op === next.op),
  )
  if (!next) return rest
  const at = instead ? filters.indexOf(instead) : rest.length
  return [...rest.slice(0, at), next, ...rest.slice(at)]
}
