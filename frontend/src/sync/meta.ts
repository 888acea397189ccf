import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { send } from '@/api/http'
import { useMe } from './useLive'

export interface Field {
  key: string
  label: string
  kind:
    | 'text'
    | 'long_text'
    | 'email'
    | 'phone'
    | 'url'
    | 'number'
    | 'integer'
    | 'money'
    | 'currency'
    | 'date'
    | 'datetime'
    | 'boolean'
    | 'select'
    | 'multi_select'
    | 'user'
    | 'users'
    | 'link'
    | 'id'
    | 'tags'
  required: boolean
  writable: boolean
  /** It would be writable, but for my role. */
  locked?: boolean
  filterable: boolean
  /** What `filter[key][operator]` may be; none if it can't be filtered by. */
  operators: readonly string[]
  sortable: boolean
  options?: readonly (string | { value: string; label: string; color?: string })[] | null
  /** The type a link points to: "companies". */
  ref?: string | null
  custom: boolean
  id?: string | null
}

export interface TypeMeta {
  entity: string
  label: string
  label_plural: string
  /** The field that names a record. */
  title?: string
  searchable?: boolean
  default_sort?: string
  fields: readonly Field[]
}

export interface Meta {
  types: Record<string, TypeMeta>
  currencies: readonly string[]
  /** The verbs of each entity's events: `deal` has `moved`. */
  events: Record<string, readonly string[]>
}

/** What record types and fields this organisation has, as this person may see them; undefined until read. */
export function useMeta(): Meta | undefined {
  const me = useMe()
  const query = useQuery({
    queryKey: ['meta', me.tenant.id, me.role],
    queryFn: async ({ signal }) =>
      (await send<{ data: Meta }>('GET', '/meta', { signal })).body.data,
  })
  return query.data
}

/** The fields of a type by key. */
export function useFields(type: string): ReadonlyMap<string, Field> {
  const meta = useMeta()
  return useMemo(
    () =>
      new Map(
        (meta?.types[type]?.fields ?? []).map((field) => [
          field.custom ? `custom.${field.key}` : field.key,
          field,
        ]),
      ),
    [meta, type],
  )
}
