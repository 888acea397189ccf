import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { send } from '@/api/http'
import { useLive } from './useLive'
import type { LogEvent } from './types'

interface Page {
  data: LogEvent[]
  pagination: { next_cursor: string | null; total: number }
}

/** Part of the log, newest first: read from the server page by page, and live as it happens. */
export interface LogPages {
  events: readonly LogEvent[]
  /** All of them, read or not. */
  count: number
  status: 'pending' | 'error' | 'success'
  error: Error | null
  hasMore: boolean
  loading: boolean
  loadMore: () => void
  retry: () => void
}

interface Source {
  queryKey: readonly unknown[]
  path: string
  /** Events per page. */
  limit: number
  /** Whether an event heard is one of these. Another function is another part of the log: memoise it. */
  concerns: (event: LogEvent) => boolean
}

/** What a path tells of the log, and what is heard of it while this is on the screen. */
export function useLogPages({ queryKey, path, limit, concerns }: Source): LogPages {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: async ({ pageParam, signal }) =>
      (await send<Page>('GET', path, { query: { limit, cursor: pageParam }, signal })).body,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.pagination.next_cursor ?? undefined,
    // What happened while it was not on the screen was not listened to.
    staleTime: 0,
  })
  const heard = useHeard(concerns)
  const pages = query.data?.pages ?? []
  const read = pages.flatMap((page) => page.data)
  const fresh = since(read, heard)
  return {
    events: [...fresh, ...read],
    count: (pages[0]?.pagination.total ?? 0) + fresh.length,
    // What was kept on the device is shown, though it can't be read again now.
    status: query.data ? 'success' : query.status,
    error: query.error,
    hasMore: query.hasNextPage,
    loading: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
    retry: () => void query.refetch(),
  }
}

/** Of the events heard, those that are newer than all that was read; both newest first. */
export function since(read: readonly LogEvent[], heard: readonly LogEvent[]): readonly LogEvent[] {
  // What is older and not among those read is on a page further back.
  const newest = read[0]?.seq ?? 0
  return heard.filter((event) => event.seq > newest)
}

/** The events heard since this is on the screen, newest first. */
function useHeard(concerns: Source['concerns']): readonly LogEvent[] {
  const live = useLive()
  const [heard, setHeard] = useState<{ of: typeof concerns; events: readonly LogEvent[] }>({
    of: concerns,
    events: [],
  })
  useEffect(
    () =>
      live.onEvent((event) => {
        if (!concerns(event)) return
        setHeard(({ of, events }) => ({
          of: concerns,
          events: [event, ...(of === concerns ? events : [])],
        }))
      }),
    [live, concerns],
  )
  return heard.of === concerns ? heard.events : []
}
