import { useEffect, useState } from 'react'
import type { Awareness } from 'y-protocols/awareness'
import type { Person } from '@/components/ui/Avatar'

/** The others who have the note open, one entry per person. */
export function useWriters(awareness: Awareness): readonly Person[] {
  const [writers, setWriters] = useState<readonly Person[]>([])
  useEffect(() => {
    const read = () => {
      const people = new Map<string, Person>()
      const me = (awareness.getLocalState()?.['user'] as Person | undefined)?.id
      for (const state of awareness.getStates().values()) {
        const user = state['user'] as Person | undefined
        if (user?.id && user.id !== me) people.set(user.id, { id: user.id, name: user.name ?? '' })
      }
      const next = [...people.values()].sort((a, b) => a.name.localeCompare(b.name))
      setWriters((before) => (key(before) === key(next) ? before : next))
    }
    read()
    awareness.on('change', read)
    return () => awareness.off('change', read)
  }, [awareness])
  return writers
}

const key = (people: readonly Person[]) => people.map(({ id }) => id).join()
