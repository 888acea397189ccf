import { useCallback } from 'react'
import { useLogPages, type LogEvent, type LogPages } from '@/sync'
import { concerns } from './changes'
import type { Review } from './review'

/** What a review has changed, newest first, and live as it happens. */
export function useReviewChanges({ id, pipelineId, startedSeq }: Review): LogPages {
  return useLogPages({
    queryKey: ['review-changes', id],
    path: `/reviews/${id}/changes`,
    limit: 100,
    concerns: useCallback(
      (event: LogEvent) => event.seq > startedSeq && concerns(event, pipelineId),
      [pipelineId, startedSeq],
    ),
  })
}
