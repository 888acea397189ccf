import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import { entityOf } from './nouns'
import type { Member, PresenceState } from './presence'
import { useLive } from './useLive'

const NOBODY: readonly Member[] = []

export interface PresenceResult {
  /** Everybody there, one entry per connection. */
  members: readonly Member[]
  /** The others, one entry per person, by name. */
  others: readonly Member[]
  /** Tell them what we do: `publish({ field: 'amount' })`, `publish({ field: undefined })`. */
  publish: (part: PresenceState) => void
}

/** Be present on a topic ("tenant", "pipeline:<id>", "deal:<id>") while mounted, and see who else is. */
export function usePresence(topic: string | null): PresenceResult {
  const { presence, me } = useLive()
  useEffect(() => (topic ? presence.watch(topic) : undefined), [presence, topic])
  const subscribe = useCallback(
    (listener: () => void) => (topic ? presence.subscribe(topic, listener) : () => undefined),
    [presence, topic],
  )
  const members = useSyncExternalStore(subscribe, () => (topic ? presence.members(topic) : NOBODY))
  const others = useMemo(() => {
    const people = new Map<string, Member>()
    for (const member of members) {
      if (member.user_id === me.user.id) continue
      const known = people.get(member.user_id)
      if (!known || (member.state?.field && !known.state?.field)) people.set(member.user_id, member)
    }
    return [...people.values()].sort((a, b) => a.name.localeCompare(b.name))
  }, [members, me.user.id])
  const publish = useCallback(
    (part: PresenceState) => {
      if (topic) presence.publish(topic, part)
    },
    [presence, topic],
  )
  return { members, others, publish }
}

/** The presence topic of a record: ("deals", id) → "deal:<id>". */
export function topicOf(type: string, id: string): string {
  return `${entityOf(type)}:${id}`
}
