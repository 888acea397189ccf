import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import type { Flash } from './flashes'
import type { Row } from './types'
import { useLive } from './useLive'

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
  const here = row !== undefined
  useEffect(() => {
    // What is here is not read, but for what became old while no screen showed it.
    if (id && here) live.links.want(type, id)
  }, [live, type, id, here])
  const missing = query.isSuccess && !query.isFetching
  const status = row ? 'ready' : query.isError ? 'error' : missing ? 'missing' : 'loading'
  return { row, status, error: query.error, retry: () => void query.refetch() }
}

/** A record another one points to (its company, its contact): read together with others asked for at the same time. */
export function useLink(type: string, id: string | null | undefined): Row | undefined {
  const live = useLive()
  const row = useRow(type, id)
  const missing = row === undefined
  useEffect(() => {
    if (id) live.links.want(type, id)
  }, [live, type, id, missing])
  return row
}

/** Another's change of a record during the two seconds after it; undefined otherwise. */
export function useFlash(type: string, id: string): Flash | undefined {
  return useStore(useLive().flashes.store, (state) => state.byRecord[`${type}/${id}`])
}
