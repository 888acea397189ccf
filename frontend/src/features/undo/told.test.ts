import { expect, it } from 'vitest'
import type { LogEvent } from '@/sync'
import { toldOf } from './told'

const of = (entity: string, data?: object) => toldOf({ entity, data } as LogEvent)

/** "Undone: —" says nothing: what has no name is not named, and a bulk change has a toast of its own. */
it('a change that was taken back is called by its record’s name, if it has one', () => {
  expect(of('deal', { id: 'd', version: 1, name: 'Umbra renewal' })).toBe('Umbra renewal')
  expect(of('comment', { id: 'c', version: 1, body: 'Hello' })).toBe('')
  expect(of('comment')).toBe('')
  expect(of('bulk_job', { id: 'j', version: 1, action: 'delete' })).toBeNull()
})
