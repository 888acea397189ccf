import { useLink, useMeta, type Row, type TypeMeta } from '@/sync'

/** What a record is called: its title field, or a dash while it has none. */
export function titleOf(row: Row | undefined, type?: TypeMeta): string {
  const title = row?.[type?.title ?? 'name']
  return typeof title === 'string' && title !== '' ? title : '—'
}

/** The title of a record another one points to; undefined until it is read. */
export function useTitle(type: string, id: string | null | undefined): string | undefined {
  const meta = useMeta()
  const row = useLink(type, id)
  return row && titleOf(row, meta?.types[type])
}
