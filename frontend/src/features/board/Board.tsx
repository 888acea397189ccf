import { useCallback, useEffect, useRef, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { cn } from '@/components/ui/cn'
import { useChanges, type BoardState } from '@/sync'
import { BoardPeople } from './BoardPeople'
import { useBoardStore, useBoardUi } from './boardStore'
import { Column } from './Column'
import { Dragging } from './Dragging'
import { neighbourAt, staysPut, withoutCard } from './drag'
import { Flights } from './Flights'
import { layoutOf, pitch } from './layout'
import { bringColumn } from './scrolls'
import { StagePills } from './StagePills'
import { useBoardKeys } from './useBoardKeys'
import { useCardDrag } from './useCardDrag'
import { useCollapsed } from './useCollapsed'

interface BoardProps {
  board: BoardState
  currency: string
  compact: boolean
  /** Whether it shows only some of its deals. */
  filtered: boolean
  mayMove: boolean
  mayAdd: boolean
  /** The deal whose panel covers the right of the board. */
  openDealId: string | null
  loadMore: (stageId: string) => void
}

/** The columns, and taking cards from one to another. */
export function Board({
  board,
  currency,
  compact,
  filtered,
  mayMove,
  mayAdd,
  openDealId,
  loadMore,
}: BoardProps) {
  const { t } = useTranslation()
  const { stages, pipeline } = board
  const store = useBoardStore()
  const root = useRef<HTMLDivElement>(null)
  const dropped = useRef<{ id: string; rect: DOMRect } | null>(null)
  const lifting = useBoardUi((ui) => ui.lift !== null)
  const { isCollapsed, collapse } = useCollapsed(pipeline.id, stages)
  const layout = layoutOf(compact)
  const drop = useDrop(stages)

  const cardsOf = useCallback(
    (stageId: string) => {
      const { lift } = store.getState()
      if (lift?.over?.stageId === stageId) return lift.over.shown
      return withoutCard(
        stages.find((stage) => stage.id === stageId)?.cards ?? [],
        lift?.id ?? null,
      )
    },
    [stages, store],
  )
  const onDrop = useCallback(
    (id: string, rect: DOMRect | null = null) => {
      if (rect) dropped.current = { id, rect }
      drop(id)
    },
    [drop],
  )
  const step = pitch(layout)
  const drag = useCardDrag({ store, root, movable: mayMove, step, cardsOf, onDrop })
  const columns = stages.map((stage) => ({ id: stage.id, folded: isCollapsed(stage) }))
  const onKey = useBoardKeys({ store, stages, isCollapsed, movable: mayMove, cardsOf, onDrop })
  // The lifted card's own link is gone from its column: its keys come to the board.
  useEffect(() => {
    if (lifting && store.getState().lift?.by === 'keyboard') root.current?.focus()
  }, [lifting, store])

  useOpenInSight(root, stages, openDealId)

  return (
    <>
      <StagePills stages={stages} root={root} />
      <div
        ref={root}
        role="group"
        tabIndex={0}
        aria-label={pipeline['name'] as string}
        onKeyDown={onKey}
        {...drag.listeners}
        className={cn(
          'relative flex min-h-0 grow gap-2 overflow-x-auto overflow-y-hidden overscroll-x-contain px-4 pb-3 -outline-offset-2 max-sm:scroll-px-5 max-sm:px-5',
          // Room beside the panel, so that the column of what is open is seen with it.
          openDealId && 'md:scroll-pr-[700px] md:pr-[700px]',
          !lifting && 'max-sm:snap-x max-sm:snap-mandatory',
        )}
      >
        <Flights stages={stages} root={root} dropped={dropped} />
        {stages.map((stage) => (
          <Column
            key={stage.id}
            stage={stage}
            pipelineId={pipeline.id}
            currency={currency}
            layout={layout}
            compact={compact}
            filtered={filtered}
            mayMove={mayMove}
            mayAdd={mayAdd}
            collapsed={isCollapsed(stage)}
            onCollapse={collapse}
            onEnd={loadMore}
          />
        ))}
      </div>
      <p id="board-keys" className="sr-only">
        {t('board.keys')}
      </p>
      <Said />
      <Dragging
        root={root}
        drag={drag.context}
        gripRef={drag.gripRef}
        columns={columns}
        compact={compact}
      />
      <BoardPeople
        root={root}
        pipelineId={pipeline.id}
        openDealId={openDealId}
        compact={compact}
        hits={filtered ? hitsOf(stages) : ''}
      />
    </>
  )
}

function hitsOf(stages: BoardState['stages']): string {
  const hits = stages.filter(({ cards }) => cards.length > 0)
  return hits.map(({ id }) => id).join(' ')
}

/** The column of the deal whose panel is open stands beside the panel. */
function useOpenInSight(
  root: RefObject<HTMLElement | null>,
  stages: BoardState['stages'],
  dealId: string | null,
): void {
  const stageId = stages.find((stage) => stage.cards.some((card) => card.id === dealId))?.id
  useEffect(() => {
    if (!stageId) return
    bringColumn(root.current?.querySelector(`[data-stage="${CSS.escape(stageId)}"]`))
  }, [root, stageId, dealId])
}

/** Let go of the lifted card where it is, unless that is where it was. */
function useDrop(stages: BoardState['stages']) {
  const store = useBoardStore()
  const { move } = useChanges()
  return useCallback(
    (id: string) => {
      const over = store.getState().lift?.over
      store.setState({ lift: null })
      const stage = over && stages.find((one) => one.id === over.stageId)
      if (!over || !stage) return
      const after = neighbourAt(over.shown, withoutCard(stage.cards, id), over.index)
      if (!staysPut(stages, id, stage.id, after)) move(id, stage.id, after, stage.cards)
    },
    [store, stages, move],
  )
}

function Said() {
  const said = useBoardUi((ui) => ui.said)
  return (
    <p role="status" aria-live="assertive" className="sr-only">
      {said}
    </p>
  )
}
