import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/errors'
import { send } from '@/api/http'
import { useBoard, useLive, textOf } from '@/sync'
import { NOTHING, type Worth } from './changes'
import type { Review } from './review'

interface StageTotals {
  stage_id: string
  before: Worth
  after: Worth | null
}

/** What a stage was worth when the review began, and is worth now (or was at its end). */
export interface StageWorth {
  id: string
  name: string
  color: string | null
  before: Worth
  after: Worth
}

export interface Totals {
  /** The board's stages in order; undefined until they are known. */
  stages: readonly StageWorth[] | undefined
  error: Error | null
  retry: () => void
}

/** What the stages of a review's board were worth, and are. */
export function useTotals(review: Review): Totals {
  const { t } = useTranslation()
  const { records } = useLive()
  const query = useQuery({
    queryKey: ['review-totals', review.id, review.endedSeq],
    queryFn: async ({ signal }) =>
      (
        await send<{ data: { stages: StageTotals[] } }>('GET', `/reviews/${review.id}/totals`, {
          signal,
        })
      ).body.data.stages,
  })
  // The whole board, whatever this window has narrowed it to.
  const board = useBoard(review.pipelineId)
  const retry = () => {
    void query.refetch()
    board.retry()
  }
  const then = query.data
  // Of a board that has gone since, the review still says what it came to.
  const gone = board.error instanceof ApiError && board.error.status === 404
  const now = board.board?.stages ?? (gone ? [] : undefined)
  if (!then || !now) return { stages: undefined, error: query.error ?? board.error, retry }
  const known = new Map(then.map((stage) => [stage.stage_id, stage]))
  const stages = now.map(({ id, name, color, count, total }) => {
    const kept = known.get(id)
    known.delete(id)
    const after = review.endedAt ? (kept?.after ?? NOTHING) : { count, total }
    return { id, name, color, before: kept?.before ?? NOTHING, after }
  })
  const removed = [...known.values()].map(({ stage_id: id, before, after }) => ({
    id,
    name: textOf(records.get('stages', id), 'name') || t('review.removed_stage'),
    color: null,
    before,
    after: after ?? NOTHING,
  }))
  return { stages: [...stages, ...removed], error: null, retry }
}
