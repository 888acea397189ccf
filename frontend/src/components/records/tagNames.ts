import type { Live, Row } from '@/sync'

const TAGGED = ['deals', 'companies', 'contacts']

/**
 * The names in use on the records this window knows, that are no tags of the organisation's: written
 * by an import, by another program, or typed on one record alone.
 */
export function tagNames({ records }: Pick<Live, 'records'>, tags: readonly Row[]): string[] {
  const used = TAGGED.flatMap((type) => records.all(type)).flatMap(tagsOf)
  const listed = new Set(tags.map((tag) => tag['name']))
  return [...new Set(used)].filter((name) => !listed.has(name)).sort((a, b) => a.localeCompare(b))
}

const tagsOf = (row: Row) => (row['tags'] as readonly string[] | undefined) ?? []
