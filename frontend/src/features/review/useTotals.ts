import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
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

/** The stages of a review's board in order; undefined until it is known. */
export function useTotals(review: Review): readonly StageWorth[] | undefined {
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
  const { board } = useBoard(review.pipelineId)
  const then = query.data
  if (!then || !board) return undefined
  const known = new Map(then.map((stage) => [stage.stage_id, stage]))
  const stages = board.stages.map(({ id, name, color, count, total }) => {
    const kept = known.get(id)
    known.delete(id)
    const now = review.endedAt ? (kept?.after ?? NOTHING) : { count, total }
    return { id, name, color, before: kept?.before ?? NOTHING, after: now }
  })
  const gone = [...known.values()].map(({ stage_id: id, before, after }) => ({
    id,
    name: textOf(records.get('stages', id), 'name') || t('review.removed_stage'),
    color: null,
    before,
    after: after ?? NOTHING,
  }))
  return [...stages, ...gone]
}
