import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { v7 } from 'uuid'
import { api } from '@/api/client'
import { ApiError } from '@/api/errors'
import { toast } from '@/components/ui/Toaster'
import { useList, type Row } from '@/sync'
import { enterRoom } from './room'

/** A review as its screens need it. */
export interface Review {
  id: string
  pipelineId: string
  presenterId: string | null
  startedAt: string
  startedSeq: number
  endedAt: string | null
  endedSeq: number | null
  /** Who has been in it; empty for one from before that was noted. */
  tookPart: readonly string[]
}

export function reviewOf(row: Row): Review {
  return {
    id: row.id,
    pipelineId: row['pipeline_id'] as string,
    presenterId: row['presenter_id'] as string | null,
    startedAt: row['created_at'] as string,
    startedSeq: row['started_seq'] as number,
    endedAt: row['ended_at'] as string | null,
    endedSeq: row['ended_seq'] as number | null,
    tookPart: (row['took_part'] as string[] | undefined) ?? [],
  }
}

/** The review of a board that goes on right now, live. */
export function useRunning(pipelineId: string | null): Review | undefined {
  const { rows } = useList(
    'reviews',
    {
      filters: [
        { field: 'pipeline_id', op: 'eq', value: pipelineId ?? '' },
        { field: 'ended_at', op: 'empty', value: true },
      ],
      sort: '-created_at',
      limit: 5,
    },
    pipelineId !== null,
  )
  return rows[0] && reviewOf(rows[0])
}

/** Present a board; where somebody was quicker, join them. */
export function usePresent(): (pipelineId: string) => void {
  const failed = useFailed()
  return useCallback(
    (pipeline_id) => {
      api.POST('/reviews', { body: { id: v7(), pipeline_id } }).then(
        ({ data }) => data && enterRoom(data.data.id),
        (error: unknown) => {
          const running = error instanceof ApiError ? error.details?.['review_id'] : undefined
          if (typeof running === 'string') enterRoom(running)
          else failed(error)
        },
      )
    },
    [failed],
  )
}

/** Present from now on, in somebody's place. */
export function useTakeOver(): (id: string) => void {
  const failed = useFailed()
  return useCallback(
    (record_id) => {
      const body = { presenter_id: null }
      const params = { path: { record_id } }
      api.POST('/reviews/{record_id}/present', { params, body }).catch(failed)
    },
    [failed],
  )
}

/** End a review for everybody. */
export function useEnd(): (id: string) => void {
  const failed = useFailed()
  return useCallback(
    (record_id) => {
      api.POST('/reviews/{record_id}/end', { params: { path: { record_id } } }).catch(failed)
    },
    [failed],
  )
}

function useFailed(): (error: unknown) => void {
  const { t } = useTranslation()
  return useCallback(
    (error) =>
      toast.error(t('review.failed'), error instanceof Error ? { description: error.message } : {}),
    [t],
  )
}
