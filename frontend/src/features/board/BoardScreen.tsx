import { KanbanSquare, Plus, SearchX } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommands } from '@/components/commands'
import { PageBar } from '@/components/PageBar'
import { Button } from '@/components/ui/Button'
import { EmptyState, ErrorState } from '@/components/ui/States'
import { useBoard, useFieldAccess, useMay, useMeta, usePresence, type BoardState } from '@/sync'
import { Board } from './Board'
import { BoardSkeleton } from './BoardSkeleton'
import { BoardStoreContext, createBoardStore, type BoardStore } from './boardStore'
import { FilterBar } from './FilterBar'
import { isFiltered, omitAmounts, paramsOf, type BoardFilters } from './filters'
import { PipelineTitle } from './PipelineTitle'
import { visitorsKey, visitorsOf } from './visitors'

export interface BoardScreenProps {
  pipelineId: string
  filters: BoardFilters
  onFilters: (filters: BoardFilters) => void
  /** The deal whose panel is open, which others see as a ring around its card. */
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
  const mayAdd = useMay('deals', 'create')
  const currency = useCurrency(board)
  usePipelinePresence(store, pipelineId, openDealId)
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
            mayMove={mayMove}
            mayAdd={mayAdd}
            openDealId={openDealId}
            loadMore={loadMore}
          />
          <Nothing
            board={board}
            filtered={isFiltered(filters)}
            onClear={() => onFilters({})}
            mayAdd={mayAdd}
            store={store}
          />
        </>
      ) : status === 'error' ? (
        <ErrorState
          className="grow"
          title={t('error.title')}
          text={error?.message}
          retry={{ label: t('common.retry'), run: retry }}
        />
      ) : (
        <BoardSkeleton />
      )}
    </BoardStoreContext>
  )
}

interface NothingProps {
  board: BoardState
  filtered: boolean
  onClear: () => void
  mayAdd: boolean
  store: BoardStore
}

/** Over an empty board: what to do first, or what hides everything. */
function Nothing({ board, filtered, onClear, mayAdd, store }: NothingProps) {
  const { t } = useTranslation()
  if (board.stages.some((stage) => stage.count > 0)) return null
  return (
    <div className="pointer-events-none absolute inset-0 grid place-items-center p-4">
      {filtered ? (
        <EmptyState
          className="floating pointer-events-auto p-8"
          icon={<SearchX />}
          title={t('board.nothing_matches')}
          action={<Button onClick={onClear}>{t('board.clear')}</Button>}
        />
      ) : (
        <EmptyState
          className="floating pointer-events-auto p-8"
          icon={<KanbanSquare />}
          title={t('board.empty')}
          text={t('board.empty_text')}
          action={
            mayAdd && (
              <Button variant="primary" onClick={() => startAdding(store, board)}>
                {t('board.add_first')}
              </Button>
            )
          }
        />
      )}
    </div>
  )
}

/** Open the quick add of the selected card's column, or of the first. */
function startAdding(store: BoardStore, board: BoardState): void {
  const { selected } = store.getState()
  const stage =
    board.stages.find((one) => one.cards.some((card) => card.id === selected)) ?? board.stages[0]
  if (stage) store.setState({ adding: stage.id })
}

function useAddCommand(store: BoardStore, board: BoardState | undefined): void {
  const { t } = useTranslation()
  useCommands(
    useMemo(
      () =>
        board
          ? [
              {
                id: 'board.add',
                label: t('board.new'),
                group: t('shell.pipeline'),
                keys: 'n',
                icon: <Plus />,
                run: () => startAdding(store, board),
              },
            ]
          : [],
      [store, board, t],
    ),
  )
}

/** The currency new deals start with: what this board mostly trades in. */
function useCurrency(board: BoardState | undefined): string {
  const meta = useMeta()
  return useMemo(() => {
    const counts = new Map<string, number>()
    for (const stage of board?.stages ?? [])
      for (const { currency } of stage.cards)
        if (currency) counts.set(currency, (counts.get(currency) ?? 0) + 1)
    const [most] = [...counts].sort((a, b) => b[1] - a[1])
    return most?.[0] ?? meta?.currencies[0] ?? 'EUR'
  }, [board, meta])
}

/** Others' whereabouts on this board into the store, ours out to them. */
function usePipelinePresence(
  store: BoardStore,
  pipelineId: string,
  openDealId: string | null,
): void {
  const { others, publish } = usePresence(`pipeline:${pipelineId}`)
  useEffect(() => {
    const visitors = visitorsOf(others)
    if (visitorsKey(visitors) !== visitorsKey(store.getState().visitors))
      store.setState({ visitors })
  }, [store, others])
  useEffect(() => publish({ deal: openDealId ?? undefined }), [publish, openDealId])
  useEffect(() => {
    let carried: string | undefined
    return store.subscribe(({ lift }) => {
      if (lift?.id !== carried) publish({ dragging: (carried = lift?.id) })
    })
  }, [store, publish])
}
