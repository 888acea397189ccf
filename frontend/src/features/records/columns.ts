import { isNumeric, nameOf } from '@/components/records/fields'
import type { Field, TypeMeta } from '@/sync'

/** Which columns somebody sees, in order, and how wide they dragged them (pixels). */
export interface ColumnSetting {
  shown: readonly string[]
  widths: Readonly<Record<string, number>>
}

const FIRST_SIGHT: Record<string, readonly string[]> = {
  companies: [
    'domain',
    'industry',
    'employees',
    'city',
    'country',
    'owner_id',
    'tags',
    'updated_at',
  ],
  contacts: ['email', 'phone', 'job_title', 'company_id', 'owner_id', 'tags', 'updated_at'],
  deals: [
    'stage_id',
    'amount',
    'company_id',
    'contact_id',
    'expected_close_date',
    'owner_id',
    'tags',
    'closed_at',
  ],
}
const NEVER = ['id', 'version', 'position']

/** The fields that can be columns: the title first, then as the type lists them. */
export function columnFields(type: TypeMeta): Field[] {
  const title = type.title ?? 'name'
  const rest = type.fields.filter((field) => field.key !== title && !NEVER.includes(field.key))
  return [...type.fields.filter((field) => field.key === title && !field.custom), ...rest]
}

/** The columns to show: as set, or at first sight; the title always leads, unknown ones drop out. */
export function shownColumns(
  typeName: string,
  type: TypeMeta,
  setting: ColumnSetting | null,
): Field[] {
  const [title, ...others] = columnFields(type)
  const byName = new Map(others.map((field) => [nameOf(field), field]))
  const names = setting?.shown ?? [
    ...(FIRST_SIGHT[typeName] ?? others.slice(0, 6).map(nameOf)),
    ...others.filter((field) => field.custom).map(nameOf),
  ]
  return [...(title ? [title] : []), ...names.flatMap((name) => byName.get(name) ?? [])]
}

/** How wide a column is until somebody drags it. */
export function firstWidth(field: Field, isTitle: boolean): number {
  if (isTitle) return 260
  if (isNumeric(field)) return 120
  if (field.kind === 'date' || field.kind === 'datetime' || field.kind === 'boolean') return 124
  if (field.kind === 'email' || field.kind === 'url' || field.kind === 'tags') return 200
  return 164
}

/** A list with one name moved to another's place. */
export function moved(names: readonly string[], from: number, to: number): string[] {
  const next = [...names]
  const [name] = next.splice(from, 1)
  if (name !== undefined) next.splice(to, 0, name)
  return next
}
