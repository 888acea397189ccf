import { expect, test } from 'vitest'
import { Records } from '@/sync/records'
import { tagNames } from './tagNames'

/** Somebody has typed "hot" on a deal: it can be filtered by, though nobody has made it a tag. */
test('tags that are only written on records are among the choices, each once, without those listed', () => {
  const records = new Records()
  const row = (id: string, tags?: string[]) => ({ id, version: 1, ...(tags ? { tags } : {}) })
  records.take('deals', [row('a', ['hot', 'Known']), row('b', ['cold', 'hot']), row('c')], 1)
  records.take('companies', [row('d', ['big'])], 1)
  const listed = [{ id: 't', version: 1, name: 'Known' }]
  expect(tagNames({ records }, listed)).toEqual(['big', 'cold', 'hot'])
})
