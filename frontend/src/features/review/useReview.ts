import { useEffect, useMemo } from 'react'
import { useRecord } from '@/sync'
import { reviewOf, type Review } from './review'
import { leaveRoom, useRoom } from './room'

/** The review this window is in, live; undefined: in none. */
export function useReview(): Review | undefined {
  const id = useRoom((state) => state.id)
  const { row, status } = useRecord('reviews', id)
  useEffect(() => {
    if (id && status === 'missing') leaveRoom() // another organisation's, or its board is gone
  }, [id, status])
  return useMemo(() => (id && row ? reviewOf(row) : undefined), [id, row])
}
