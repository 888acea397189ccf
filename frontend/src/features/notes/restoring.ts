import type { Awareness } from 'y-protocols/awareness'
import type { Person } from '@/components/ui/Avatar'

/** That somebody has brought a version back, as their window tells all who have the note open. */
export interface Restoring {
  /** Which one: when its sitting ended. Null: they took a restoring back. */
  when: string | null
  /** The version to bring back to undo it. */
  before: string | null
}

/** What stands in a window's state; `count` tells a new one from the last. */
interface Told extends Restoring {
  count: number
}

interface State {
  user?: Person
  restored?: Told
}

interface Changed {
  added: number[]
  updated: number[]
}

/** Tell the others: the log only says that the note has changed. */
export function tellRestoring(awareness: Awareness, restoring: Restoring): void {
  const told = (awareness.getLocalState() as State | null)?.restored
  awareness.setLocalStateField('restored', { ...restoring, count: (told?.count ?? 0) + 1 })
}

/** Hear of it when somebody else does it, not of what was before they or we came; returns how to stop. */
export function onRestoring(
  awareness: Awareness,
  hear: (restoring: Restoring, by: Person) => void,
): () => void {
  const counts = new Map<number, number>()
  const stateOf = (client: number) => awareness.getStates().get(client) as State | undefined
  const note = (client: number) => counts.set(client, stateOf(client)?.restored?.count ?? 0)
  const changed = ({ added, updated }: Changed) => {
    const me = stateOf(awareness.clientID)?.user?.id
    for (const client of [...added, ...updated]) {
      const { user, restored } = stateOf(client) ?? {}
      const known = counts.get(client)
      note(client)
      if (user && user.id !== me && restored && known !== undefined && restored.count > known)
        hear(restored, user)
    }
  }
  for (const client of awareness.getStates().keys()) note(client)
  awareness.on('change', changed)
  return () => awareness.off('change', changed)
}
