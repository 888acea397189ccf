import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { send } from '@/api/http'
import { entityOf, useLive, type LogEvent } from '@/sync'

interface Page {
  data: LogEvent[]
  pagination: { next_cursor: string | null }
}

/** A record's events, newest first: read page by page, and live as they happen. */
export function useHistory(type: string, id: string) {
  const live = useLive()
  const query = useInfiniteQuery({
    queryKey: ['history', type, id],
    queryFn: async ({ pageParam, signal }) =>
      (
        await send<Page>('GET', `/${type}/${id}/history`, {
          query: { limit: 50, cursor: pageParam },
          signal,
        })
      ).body,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.pagination.next_cursor ?? undefined,
    // What happened while it was not on the screen was not listened to.
    staleTime: 0,
  })
  const fresh = useFresh(live, type, id)
  const read = query.data?.pages.flatMap((page) => page.data) ?? []
  const known = new Set(read.map((event) => event.id))
  return {
    events: [...fresh.filter((event) => !known.has(event.id)), ...read],
    status: query.status,
    retry: () => void query.refetch(),
    hasMore: query.hasNextPage,
    loadMore: () => void query.fetchNextPage(),
    loadingMore: query.isFetchingNextPage,
  }
}

/** The events heard since this record is on the screen, newest first. */
function useFresh(live: ReturnType<typeof useLive>, type: string, id: string): readonly LogEvent[] {
  const [heard, setHeard] = useState<{ id: string; events: readonly LogEvent[] }>({
    id,
    events: [],
  })
  useEffect(() => {
    const entity = entityOf(type)
    return live.onEvent((event) => {
      if (event.entity !== entity || event.entity_id !== id) return
      setHeard((before) => ({ id, events: [event, ...(before.id === id ? before.events : [])] }))
    })
  }, [live, type, id])
  return heard.id === id ? heard.events : []
}
