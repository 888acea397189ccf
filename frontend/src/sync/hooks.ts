import { useQuery, useQueryClient } from '@tanstack/react-query'
import {
  createContext,
  use,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { useStore } from 'zustand'
import { placeCard, type BoardState } from './board'
import { changesOf, type ChangeActions } from './changes'
import type { ListParams } from './filters'
import { place, type ListState } from './list'
import type { Flash, Live, LiveStatus } from './live'
import { entityOf } from './nouns'
import type { Member, PresenceState } from './presence'
import { session, type Me, type SessionState } from './session'
import { boardKey, listKey } from './snapshots'
import type { Row } from './types'

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

/** A record if this window has it, kept live; reads nothing. */
export function useRow(type: string, id: string | null | undefined): Row | undefined {
  const { records } = useLive()
  const subscribe = useCallback(
    (listener: () => void) => (id ? records.subscribe(type, id, listener) : () => undefined),
    [records, type, id],
  )
  return useSyncExternalStore(subscribe, () => (id ? records.get(type, id) : undefined))
}

export interface RecordResult {
  row: Row | undefined
  /** "missing": not there, or not for us (or no longer). */
  status: 'loading' | 'ready' | 'missing' | 'error'
  error: Error | null
  retry: () => void
}

/** One record, read if this window does not have it, and live from then on. */
export function useRecord(type: string, id: string | null | undefined): RecordResult {
  const live = useLive()
  const row = useRow(type, id)
  const query = useQuery({
    queryKey: ['record', type, id],
    queryFn: ({ signal }) => live.snapshots.readRecord(type, id ?? '', signal),
    enabled: !!id && (row === undefined || live.records.base(type, id) === undefined),
  })
  const missing = query.isSuccess && !query.isFetching
  const status = row ? 'ready' : query.isError ? 'error' : missing ? 'missing' : 'loading'
  return { row, status, error: query.error, retry: () => void query.refetch() }
}

/** A record another one points to (its company, its contact): read together with others asked for at the same time. */
export function useLink(type: string, id: string | null | undefined): Row | undefined {
  const live = useLive()
  const row = useRow(type, id)
  const missing = !!id && row === undefined
  useEffect(() => {
    if (missing) live.links.want(type, id)
  }, [live, type, id, missing])
  return row
}

export interface ListResult {
  rows: readonly Row[]
  total: number
  totalIsMin: boolean
  status: 'loading' | 'ready' | 'error'
  error: Error | null
  hasMore: boolean
  loadMore: () => void
  retry: () => void
}

const NO_ROWS: readonly Row[] = []

/**
 * A live list: rows come, change, move and go with the log and with our own pending changes.
 *
 * Say `sort`: without it a new row can only be put on top. With `search` or `view`, which only the
 * server can judge, the list is read again in a moment instead.
 */
export function useList(type: string, params: ListParams = {}, enabled = true): ListResult {
  const live = useLive()
  const stable = useStable(params)
  const query = useQuery({
    queryKey: listKey(type, stable),
    queryFn: ({ signal }) => live.snapshots.readList(type, stable, signal),
    enabled,
    placeholderData: (previous) => previous,
  })
  const change = useTypeVersion(type)
  const list = query.data
  const rows = useMemo(() => {
    void change
    return list ? overlaidRows(live, type, stable, list) : { rows: NO_ROWS, total: 0 }
  }, [live, type, stable, list, change])
  const loading = useRef(false)
  const loadMore = useCallback(() => {
    if (loading.current) return
    loading.current = true
    void live.snapshots
      .readMore(type, stable)
      .catch(() => undefined)
      .finally(() => (loading.current = false))
  }, [live, type, stable])
  return {
    ...rows,
    totalIsMin: list?.totalIsMin ?? false,
    status: list ? 'ready' : query.isError ? 'error' : 'loading',
    error: query.error,
    hasMore: list?.nextCursor != null,
    loadMore,
    retry: () => void query.refetch(),
  }
}

function overlaidRows(live: Live, type: string, params: ListParams, list: ListState) {
  const rowOf = (id: string) => live.records.get(type, id)
  let shown = list
  for (const change of live.records.pending(type)) {
    const next = place(shown, params, change, rowOf)
    if (next !== 'refetch') shown = next
    // Only the server can tell whether it belongs: a new record of ours shows first until it does.
    else if (change.before === null && change.after)
      shown = { ...shown, ids: [change.id, ...shown.ids] }
  }
  return { rows: shown.ids.flatMap((id) => rowOf(id) ?? []), total: shown.total }
}

export interface BoardResult {
  board: BoardState | undefined
  status: 'loading' | 'ready' | 'error'
  error: Error | null
  loadMore: (stageId: string) => void
  retry: () => void
}

/** A pipeline's live board: stages with counts, totals and cards in the server's order. Cards read their own row with `useRow`. */
export function useBoard(pipelineId: string | undefined, params: ListParams = {}): BoardResult {
  const live = useLive()
  const stable = useStable(params)
  const query = useQuery({
    queryKey: boardKey(pipelineId ?? '', stable),
    queryFn: ({ signal }) => live.snapshots.readBoard(pipelineId ?? '', stable, signal),
    enabled: !!pipelineId,
    placeholderData: (previous) => (previous?.pipeline.id === pipelineId ? previous : undefined),
  })
  const change = usePendingVersion()
  const board = useMemo(() => {
    void change
    return query.data && live.records.pending('deals').reduce(placeCard, query.data)
  }, [live, query.data, change])
  const loadMore = useCallback(
    (stageId: string) => {
      if (pipelineId)
        void live.snapshots.readMoreCards(pipelineId, stable, stageId).catch(() => undefined)
    },
    [live, pipelineId, stable],
  )
  return {
    board,
    status: board ? 'ready' : query.isError ? 'error' : 'loading',
    error: query.error,
    loadMore,
    retry: () => void query.refetch(),
  }
}

/** The same object for the same content. */
function useStable<T>(value: T): T {
  const name = JSON.stringify(value)
  // eslint-disable-next-line react-hooks/exhaustive-deps -- by content, not by identity
  return useMemo(() => value, [name])
}

/** Rises with every change of a type's records. */
function useTypeVersion(type: string): number {
  const { records } = useLive()
  const [version, setVersion] = useState(0)
  useEffect(() => records.subscribe(type, null, () => setVersion((n) => n + 1)), [records, type])
  return version
}

/** Rises with every change of the queue of writes. */
function usePendingVersion(): number {
  const live = useLive()
  const [version, setVersion] = useState(0)
  useEffect(() => live.onQueueChange(() => setVersion((n) => n + 1)), [live])
  return version
}

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

/** Another's change of a record during the two seconds after it; undefined otherwise. */
export function useFlash(type: string, id: string): Flash | undefined {
  return useStore(useLive().flashes, (state) => state.byRecord[`${type}/${id}`])
}

/** Read again what shows a type (after a server-side job, say). */
export function useRefetchType(): (type: string) => void {
  const { snapshots } = useLive()
  return useCallback((type) => snapshots.refetchType(type), [snapshots])
}

export { useQueryClient }
