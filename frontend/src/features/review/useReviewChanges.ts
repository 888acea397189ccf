import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { send } from '@/api/http'
import { useLive, type LogEvent } from '@/sync'
import { concerns } from './changes'
import type { Review } from './review'

interface Page {
  data: LogEvent[]
  pagination: { next_cursor: string | null; total: number }
}

/** What a review has changed, newest first: read from the log page by page, and live as it happens. */
export interface ReviewChanges {
  events: readonly LogEvent[]
  /** All of them, read or not. */
  count: number
  status: 'pending' | 'error' | 'success'
  hasMore: boolean
  loading: boolean
  loadMore: () => void
  retry: () => void
}

export function useReviewChanges(review: Review): ReviewChanges {
  const query = useInfiniteQuery({
    queryKey: ['review-changes', review.id],
    queryFn: async ({ pageParam, signal }) =>
      (
        await send<Page>('GET', `/reviews/${review.id}/changes`, {
          query: { limit: 100, cursor: pageParam },
          signal,
        })
      ).body,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.pagination.next_cursor ?? undefined,
    // What happened while it was not on the screen was not listened to.
    staleTime: 0,
  })
  const heard = useHeard(review)
  const pages = query.data?.pages ?? []
  const read = pages.flatMap((page) => page.data)
  const known = new Set(read.map((event) => event.seq))
  const newest = read[0]?.seq ?? review.startedSeq
  const fresh = heard.filter((event) => !known.has(event.seq) && event.seq > newest)
  return {
    events: [...fresh, ...read],
    count: (pages[0]?.pagination.total ?? 0) + fresh.length,
    status: query.status,
    hasMore: query.hasNextPage,
    loading: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
    retry: () => void query.refetch(),
  }
}

/** The events heard since this is on the screen, newest first. */
function useHeard({ id, pipelineId, startedSeq }: Review): readonly LogEvent[] {
  const live = useLive()
  const [heard, setHeard] = useState<readonly LogEvent[]>([])
  useEffect(() => {
    const stop = live.onEvent((event) => {
      if (event.seq > startedSeq && concerns(event, pipelineId))
        setHeard((before) => [event, ...before])
    })
    return () => {
      stop()
      setHeard([])
    }
  }, [live, id, pipelineId, startedSeq])
  return heard
}
