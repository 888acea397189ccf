import { createContext, use, useCallback, useMemo } from 'react'
import { useStore } from 'zustand'
import { changesOf, type ChangeActions } from './changes'
import type { Live } from './live'
import { session, type Me, type SessionState } from './session'
import type { LiveStatus } from './status'

export const LiveContext = createContext<Live | null>(null)

/** The sync of the person signed in. Only below the shell. */
export function useLive(): Live {
  const live = use(LiveContext)
  if (!live) throw new Error('useLive outside LiveContext')
  return live
}

/** Part of the session's state. */
export function useSession<T>(select: (state: SessionState) => T): T {
  return useStore(session, select)
}

/** Who is signed in, where, and what they may. */
export function useMe(): Me {
  const live = useLive()
  return useSession((state) => state.me) ?? live.me
}

/** Whether I may use a verb on a type at all; the server decides about each record. */
export function useMay(type: string, verb: string): boolean {
  const scope = useMe().permissions[type]?.[verb]
  return scope !== undefined && scope !== 'none'
}

/** What my role lets me do with a field: change it, see it, or not even that. */
export function useFieldAccess(type: string, name: string): 'write' | 'read' | 'none' {
  const { hidden_fields, locked_fields } = useMe()
  if (hidden_fields[type]?.includes(name)) return 'none'
  return locked_fields[type]?.includes(name) ? 'read' : 'write'
}

/** Connection, pending writes and conflicts, for the badge and the dialog. */
export function useStatus<T>(select: (status: LiveStatus) => T): T {
  return useStore(useLive().status, select)
}

/** Create, update, remove, restore, move: optimistic and offline-safe. */
export function useChanges(): ChangeActions {
  const live = useLive()
  return useMemo(() => changesOf(live), [live])
}

/** Read again what shows a type (after a server-side job, say). */
export function useRefetchType(): (type: string) => void {
  const { snapshots } = useLive()
  return useCallback((type) => snapshots.refetchType(type), [snapshots])
}
