import { describe, expect, it } from 'vitest'
import { formerValues, isUndoable, undoOperation } from '@/components/records/undoing'
import type { LogEvent } from '@/sync'
import { EMPTY, heard, next, takenBack } from './stack'

let seq = 0
function event(type: string, more: Partial<LogEvent> = {}): LogEvent {
  seq += 1
  return {
    seq,
    id: `e${seq}`,
    type,
    entity: type.split('.')[0] ?? '',
    entity_id: 'd1',
    version: seq,
    at: '2026-11-21T10:00:00Z',
    actor: { id: 'me', name: 'Me', kind: 'user' },
    changed: [],
    before: {},
    ...more,
  }
}

describe('the stack', () => {
  it('goes back and forth: undo moves to redo, redo moves back, something new ends redo', () => {
    const change = event('deal.updated')
    const undone = event('deal.updated', { undoes: change.seq })
    const redone = event('deal.updated', { undoes: undone.seq })
    let stack = heard(EMPTY, change)
    expect(next(stack.undo)?.event).toBe(change)
    stack = heard(stack, undone)
    expect([stack.undo.length, next(stack.redo)?.event]).toEqual([0, undone])
    stack = heard(stack, redone)
    expect([next(stack.undo)?.event, stack.redo.length]).toEqual([redone, 0])
    stack = heard(heard(stack, event('deal.moved', { undoes: redone.seq })), event('deal.created'))
    expect([stack.undo.length, stack.redo.length]).toEqual([1, 0])
  })

  it('forgets what somebody else has taken back', () => {
    const change = event('deal.updated')
    const theirs = event('deal.updated', { undoes: change.seq })
    expect(takenBack(heard(EMPTY, change), theirs).undo).toEqual([])
    expect(takenBack(heard(EMPTY, change), event('deal.updated')).undo).toHaveLength(1)
  })

  it('takes a bulk change for one step, by the job that undoes it', () => {
    const job = event('bulk_job.created', { entity_id: 'j1', data: { id: 'j1', version: 1 } })
    const undo = event('bulk_job.created', {
      entity_id: 'j2',
      data: { id: 'j2', version: 1, undoes: 'j1' },
    })
    const stack = heard(heard(EMPTY, job), undo)
    expect([stack.undo.length, next(stack.redo)?.event]).toEqual([0, undo])
  })

  it('passes over what it has asked for already', () => {
    const [first, second] = [event('deal.updated'), event('deal.updated')]
    const list = [
      { event: first, asked: false },
      { event: second, asked: true },
    ]
    expect(next(list)?.event).toBe(first)
  })
})

describe('isUndoable', () => {
  it('leaves alone what is undone elsewhere, or is no change of a record', () => {
    expect(isUndoable(event('note.updated', { changed: ['text'] }))).toBe(false)
    expect(isUndoable(event('note.updated', { changed: ['title'] }))).toBe(true)
    const restored = { changed: ['restored_from', 'text'] }
    expect(isUndoable(event('note.version_restored', restored))).toBe(false)
    expect(isUndoable(event('notification.updated', { changed: ['read_at'] }))).toBe(false)
    expect(isUndoable(event('member.updated', { changed: ['role'] }))).toBe(false)
    expect(isUndoable(event('bulk_job.updated', { changed: ['done'] }))).toBe(false)
  })
})

describe('undoOperation', () => {
  it('shows the former values at once, custom fields among them', () => {
    const change = event('deal.updated', {
      changed: ['name', 'custom.budget'],
      before: { name: 'Old', 'custom.budget': 5 },
    })
    expect(formerValues(change)).toEqual({ name: 'Old', custom: { budget: 5 } })
    expect(undoOperation(change)).toMatchObject({
      kind: 'action',
      type: 'deals',
      path: `/events/${change.seq}/undo`,
    })
  })

  it('takes what was made off the screen at once', () => {
    expect(undoOperation(event('deal.created')).kind).toBe('delete')
    expect(undoOperation(event('deal.deleted')).kind).toBe('action')
  })
})
