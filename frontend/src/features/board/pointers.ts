import type { Member } from '@/sync'
import { readPoint, type BoardPoint } from './points'

/** Somebody's pointer on this board, and the card they carry with it. */
export interface Pointer {
  id: string
  name: string
  point: BoardPoint
  carries: string | null
}

/** The pointers of others: one a person, of the window they are using. */
export function pointersOf(members: readonly Member[], me: string): Pointer[] {
  const found = new Map<string, Pointer>()
  for (const { user_id, name, state } of members) {
    const point = readPoint(state['cursor'])
    if (!point || user_id === me) continue
    const dragging = state['dragging']
    const carries = typeof dragging === 'string' ? dragging : null
    found.set(user_id, { id: user_id, name, point, carries })
  }
  return [...found.values()]
}
