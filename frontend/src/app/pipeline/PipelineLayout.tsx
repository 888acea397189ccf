import { Outlet, useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { PageBarExtra } from '@/components/PageBar'
import { onDemand } from '@/components/ui/onDemand'
import { EmptyState } from '@/components/ui/States'
import { BoardScreen, type BoardFilters } from '@/features/board'
import { useList, useRecord } from '@/sync'
import { useAppearance } from '../appearance'
import { useSettled } from '../settled'
import { useBoardSearch, usePlace } from './place'
import { rememberPipeline, useLastPipeline } from './lastPipeline'

const PresentControl = onDemand(() => import('@/features/review/PresentControl'))

/** The board, and over it the deal that the address names. */
export function PipelineLayout(): ReactNode {
  const { t } = useTranslation()
  const { pipelineId: named, dealId } = usePlace()
  const filters = useBoardSearch()
  const navigate = useNavigate()
  const compact = useAppearance((state) => state.density === 'compact')
  const pipelineId = usePipeline(named, dealId)
  const settled = useSettled()
  const onFilters = useCallback(
    (search: BoardFilters) => void navigate({ to: '.', search: { ...search }, replace: true }),
    [navigate],
  )
  return (
    <>
      {pipelineId ? (
        <BoardScreen
          key={pipelineId}
          pipelineId={pipelineId}
          filters={filters}
          onFilters={onFilters}
          openDealId={dealId ?? null}
          compact={compact}
        />
      ) : (
        pipelineId === null && <EmptyState className="grow" title={t('panel.no_pipeline')} />
      )}
      {pipelineId && (
        <PageBarExtra>
          {/* Its place is kept: what stands beside it must not move under the pointer. */}
          <span className="flex min-w-18 shrink-0 items-center justify-end">
            {settled && <PresentControl key={pipelineId} pipelineId={pipelineId} />}
          </span>
        </PageBarExtra>
      )}
      <Outlet />
    </>
  )
}

/** Which board to show: the one in the address, the deal's, the last one, the first; null if there is none. */
function usePipeline(
  named: string | undefined,
  dealId: string | undefined,
): string | null | undefined {
  const deal = useRecord('deals', dealId)
  const { rows, status } = useList('pipelines', { sort: 'created_at' })
  const own = deal.row?.['pipeline_id'] as string | undefined
  const shown = useLastPipeline((state) => state.id)
  const last = rows.find((row) => row.id === shown)?.id
  const chosen =
    named ?? own ?? (dealId && deal.status === 'loading' ? undefined : (last ?? rows[0]?.id))
  useEffect(() => {
    if (chosen) rememberPipeline(chosen)
  }, [chosen])
  return chosen ?? (status === 'ready' && !dealId ? null : undefined)
}
