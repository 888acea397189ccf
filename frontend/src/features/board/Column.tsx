import { ChevronsLeftRight, ChevronsRightLeft, Plus } from 'lucide-react'
import { memo, useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { colorOf } from '@/components/records/colors'
import { Dot } from '@/components/ui/Badge'
import { cn } from '@/components/ui/cn'
import { IconButton } from '@/components/ui/IconButton'
import { Rolling } from '@/components/ui/Rolling'
import type { StageColumn } from '@/sync'
import { useBoardStore, useBoardUi } from './boardStore'
import { CardList } from './CardList'
import type { CardLayout } from './layout'
import { QuickAdd } from './QuickAdd'
import { Totals } from './Totals'
import { useInReach } from './useInReach'

export interface ColumnProps {
  stage: StageColumn
  pipelineId: string
  currency: string
  layout: CardLayout
  compact: boolean
  filtered: boolean
  mayMove: boolean
  mayAdd: boolean
  collapsed: boolean
  onCollapse: (stageId: string, collapsed: boolean) => void
  onEnd: (stageId: string) => void
}

/** A stage: what it is worth, and its cards in the team's order. */
export const Column = memo(function Column(props: ColumnProps) {
  const hovered = useBoardUi((ui) => ui.lift?.over?.stageId === props.stage.id)
  const look = cn(
    'flex min-h-0 snap-center flex-col rounded-lg bg-sunken transition-[background-color,box-shadow] duration-150',
    hovered &&
      'bg-[color-mix(in_oklab,var(--accent)_7%,var(--sunken))] shadow-[inset_0_0_0_1px_var(--accent)]',
  )
  const Shape = props.collapsed ? Collapsed : Unfolded
  return <Shape {...props} className={look} />
})

function Unfolded({ className, ...props }: ColumnProps & { className: string }) {
  const { stage, onEnd } = props
  const [column, inReach] = useInReach()
  const more = useCallback(() => onEnd(stage.id), [onEnd, stage.id])
  return (
    <section
      ref={column}
      data-stage={stage.id}
      aria-label={stage.name}
      className={cn(
        className,
        'w-[272px] min-w-[232px] flex-1 max-sm:w-[calc(100vw-40px)] max-sm:flex-none sm:max-w-[340px]',
      )}
    >
      <Header {...props} />
      <Adding {...props} />
      <CardList
        stage={stage}
        layout={props.layout}
        compact={props.compact}
        filtered={props.filtered}
        movable={props.mayMove}
        inReach={inReach}
        onEnd={more}
      />
    </section>
  )
}

function Header({ stage, mayAdd, onCollapse }: ColumnProps) {
  const { t } = useTranslation()
  const store = useBoardStore()
  return (
    <header className="group/head flex shrink-0 items-start gap-2 pt-2 pr-1.5 pb-1 pl-3.5">
      <Dot color={colorOf(stage.color)} className="mt-[5px]" />
      <div className="min-w-0 grow">
        <div className="flex items-baseline gap-2 leading-[18px]">
          <h2 className="min-w-0 truncate font-semibold">{stage.name}</h2>
          <span className="tabular text-sm text-muted">
            <Rolling value={stage.count} />
          </span>
        </div>
        <div className="h-[18px] leading-[18px]">
          <Totals total={stage.total} />
        </div>
      </div>
      <span className="flex shrink-0 items-center">
        <IconButton
          size="sm"
          className="size-6 opacity-0 group-focus-within/head:opacity-100 group-hover/head:opacity-100 max-sm:hidden coarse:opacity-100"
          label={t('board.collapse', { stage: stage.name })}
          icon={<ChevronsRightLeft />}
          onClick={() => onCollapse(stage.id, true)}
        />
        {mayAdd && (
          <IconButton
            size="sm"
            className="size-6"
            label={t('board.add_to', { stage: stage.name })}
            icon={<Plus />}
            onClick={() => store.setState({ adding: stage.id })}
          />
        )}
      </span>
    </header>
  )
}

function Adding({ stage, pipelineId, currency }: ColumnProps) {
  const adding = useBoardUi((ui) => ui.adding === stage.id)
  return adding && <QuickAdd pipelineId={pipelineId} stage={stage} currency={currency} />
}

/** A stage folded to a strip: still counts, still takes a card. */
function Collapsed({ stage, onCollapse, className }: ColumnProps & { className: string }) {
  const { t } = useTranslation()
  return (
    <section
      data-stage={stage.id}
      data-collapsed
      aria-label={stage.name}
      className={cn(className, 'w-11 shrink-0')}
    >
      <button
        type="button"
        aria-expanded={false}
        aria-label={t('board.expand', { stage: stage.name })}
        onClick={() => onCollapse(stage.id, false)}
        className="group/strip flex h-full w-full flex-col items-center gap-2.5 rounded-lg py-3.5 hover:bg-hover"
      >
        <Dot color={colorOf(stage.color)} />
        <span className="tabular text-sm text-muted">
          <Rolling value={stage.count} />
        </span>
        <span className="font-semibold [writing-mode:vertical-rl]">{stage.name}</span>
        <ChevronsLeftRight
          aria-hidden
          className="mt-auto size-4 text-muted opacity-0 group-hover/strip:opacity-100 group-focus-visible/strip:opacity-100"
        />
      </button>
    </section>
  )
}
