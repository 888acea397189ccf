import { useMemo } from 'react'
import { useList } from '@/sync'

/** Where a new deal begins unless one says otherwise: the first pipeline's first stage. */
export function useFirstStage(): Record<string, unknown> {
  const pipelines = useList('pipelines', { sort: 'position', limit: 200 })
  const stages = useList('stages', { sort: 'position', limit: 200 })
  return useMemo(() => {
    const pipeline = pipelines.rows[0]
    const stage = stages.rows.find((one) => one['pipeline_id'] === pipeline?.id)
    return pipeline && stage ? { pipeline_id: pipeline.id, stage_id: stage.id } : {}
  }, [pipelines.rows, stages.rows])
}
