import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { PastReviews } from '@/features/review/past/PastReviews'
import { ReviewPage } from '@/features/review/past/ReviewPage'
import { DealLine } from '../together/EventLine'
import { useDescribe } from '../together/useDescribe'

/** The reviews that have been, of all boards or of the one that the address names. */
export function Reviews() {
  const navigate = useNavigate()
  const search: Record<string, unknown> = useSearch({ strict: false })
  const board = typeof search['board'] === 'string' ? search['board'] : undefined
  return (
    <PastReviews
      board={board}
      onBoard={(chosen) =>
        void navigate({ to: '/reviews', search: chosen ? { board: chosen } : {}, replace: true })
      }
    />
  )
}

/** A review's summary. */
export function ReviewSummary() {
  const params: { reviewId?: string } = useParams({ strict: false })
  return <ReviewPage id={params.reviewId ?? ''} Line={DealLine} describe={useDescribe()} />
}
