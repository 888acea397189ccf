import { Plus } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PageBar } from '@/components/PageBar'
import { Button } from '@/components/ui/Button'
import { ReadError } from '@/components/ReadError'
import { useBoard, useFieldAccess, useMay } from '@/sync'
import { startAdding, useAddCommand } from './adding'
import { Board } from './Board'
import { BoardSkeleton } from './BoardSkeleton'
import { BoardStoreContext, createBoardStore } from './boardStore'
import { FilterBar } from './FilterBar'
import { isFiltered, omitAmounts, paramsOf, type BoardFilters } from './filters'
import { NothingOnBoard } from './NothingOnBoard'
import { PipelineTitle } from './PipelineTitle'
import { useBoardCurrency } from './useBoardCurrency'

export interface BoardScreenProps {
  pipelineId: string
  filters: BoardFilters
  onFilters: (filters: BoardFilters) => void
  /** The deal whose panel is open. */
  openDealId: string | null
  compact: boolean
}

/** A pipeline as a board that a team works on at once. */
export function BoardScreen({
  pipelineId,
  filters,
  onFilters,
  openDealId,
  compact,
}: BoardScreenProps) {
  const { t } = useTranslation()
  const [store] = useState(createBoardStore)
  const amounts = useFieldAccess('deals', 'amount') !== 'none'
  // An address may name amounts that its reader does not see (any more).
  const params = useMemo(
    () => paramsOf(amounts ? filters : omitAmounts(filters)),
    [filters, amounts],
  )
  const { board, status, error, loadMore, retry } = useBoard(pipelineId, params)
  const mayChange = useMay('deals', 'update')
  const mayMove = useFieldAccess('deals', 'stage_id') === 'write' && mayChange
  const mayCreate = useMay('deals', 'create')
  const mayAdd = mayCreate && board?.stages.length !== 0
  const currency = useBoardCurrency(board)
  useAddCommand(store, mayAdd ? board : undefined)
  useEffect(() => {
    if (!openDealId) return
    store.setState({ selected: openDealId })
    return () => store.setState({ focus: openDealId }) // closed: the keys are at its card again
  }, [store, openDealId])

  return (
    <BoardStoreContext value={store}>
      <PageBar
        title={
          <PipelineTitle
            pipelineId={pipelineId}
            name={(board?.pipeline['name'] as string | undefined) ?? ''}
          />
        }
      >
        <span className="grow" />
        {mayAdd && board && (
          <Button
            variant="primary"
            size="sm"
            className="mr-2"
            onClick={() => startAdding(store, board)}
          >
            <Plus aria-hidden />
            <span className="max-sm:sr-only">{t('board.new')}</span>
          </Button>
        )}
      </PageBar>
      <FilterBar filters={filters} onFilters={onFilters} />
      {board ? (
        <>
          <Board
            board={board}
            currency={currency}
            compact={compact}
            filtered={isFiltered(filters)}
            mayMove={mayMove}
            mayAdd={mayAdd}
            openDealId={openDealId}
            loadMore={loadMore}
          />
          <NothingOnBoard
            board={board}
            filtered={isFiltered(filters)}
            onClear={() => onFilters({})}
            mayAdd={mayAdd}
            store={store}
          />
        </>
      ) : status === 'error' ? (
        <ReadError className="grow" error={error} retry={retry} />
      ) : (
        <BoardSkeleton />
      )}
    </BoardStoreContext>
  )
}
