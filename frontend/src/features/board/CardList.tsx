import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { cn } from '@/components/ui/cn'
import type { StageColumn } from '@/sync'
import { useBoardStore, useBoardUi } from './boardStore'
import { Card } from './Card'
import { CardFace } from './CardFace'
import { withoutCard } from './drag'
import { pitch, type CardLayout } from './layout'
import { bringColumn } from './scrolls'

interface CardListProps {
  stage: StageColumn
  layout: CardLayout
  compact: boolean
  /** Whether a filter may be why it is empty. */
  filtered: boolean
  movable: boolean
  /** Whether the column is in sight, or nearly so. */
  inReach: boolean
  onEnd: () => void
}

/** A column's cards, of which only those in sight exist; a gap opens where a lifted card would land. */
export function CardList({
  stage,
  layout,
  compact,
  filtered,
  movable,
  inReach,
  onEnd,
}: CardListProps) {
  const { t } = useTranslation()
  const store = useBoardStore()
  const scroller = useRef<HTMLDivElement>(null)
  const isHere = (id: string | undefined | null) => stage.cards.some((card) => card.id === id)
  // Of the whole board's state only what concerns this column: the others are not drawn for it.
  const over = useBoardUi((ui) => (ui.lift?.over?.stageId === stage.id ? ui.lift.over : null))
  const lifted = useBoardUi((ui) => (over || isHere(ui.lift?.id) ? (ui.lift?.id ?? null) : null))
  const byKeys = useBoardUi((ui) => ui.lift?.by === 'keyboard')
  const gap = over?.index ?? null
  const cards = over?.shown ?? withoutCard(stage.cards, lifted)
  const step = pitch(layout)

  const virtual = useVirtualizer({
    count: cards.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => step,
    getItemKey: (index) => cards[index]?.id ?? index,
    overscan: 4,
    paddingStart: 2,
  })
  // The keys may lead beyond what is in reach: there the card is drawn first, and then brought into sight.
  const selected = useBoardUi((ui) => isHere(ui.selected))
  const items = inReach || over || selected ? virtual.getVirtualItems() : []
  const last = items.at(-1)?.index ?? -1
  const atEnd = stage.nextCursor !== null && last >= cards.length - 12
  useEffect(() => {
    if (atEnd) onEnd()
  }, [atEnd, cards.length, onEnd])

  // The selected card comes into sight, also when the keys went beyond what is drawn; not when it moves.
  useEffect(
    () =>
      store.subscribe(({ selected }, before) => {
        if (selected === before.selected) return
        const at = cards.findIndex((card) => card.id === selected)
        // Not under a button that is held down: it would be let go over another card, and open none.
        const pressed = scroller.current?.matches(':active')
        if (at >= 0 && !pressed) virtual.scrollToIndex(at, { align: 'auto' })
      }),
    [store, cards, virtual],
  )
  useEffect(() => {
    if (gap === null || !byKeys) return
    bringColumn(scroller.current)
    virtual.scrollToIndex(Math.min(gap, cards.length - 1), { align: 'auto' })
  }, [gap, byKeys, cards.length, virtual])

  const topOf = (index: number) => 2 + (index + (gap !== null && index >= gap ? 1 : 0)) * step
  // A finger's touch ends on the element it began on: while in the hand, the card itself stays, unseen.
  const hidden = !byKeys && isHere(lifted) ? lifted : null
  const drawn = items.flatMap(({ index }) => {
    const card = cards[index]
    return card ? [{ id: card.id, top: topOf(index) }] : []
  })
  return (
    <div
      ref={scroller}
      data-list={stage.id}
      className="min-h-0 grow overflow-x-hidden overflow-y-auto overscroll-y-contain pt-1.5 pr-2 pb-3 pl-2 [scrollbar-width:none]"
    >
      <ul
        aria-label={stage.name}
        className="relative"
        style={{ height: 2 + (cards.length + (gap === null ? 0 : 1)) * step }}
      >
        {gap !== null && (
          <li
            aria-hidden
            className={cn(
              'absolute inset-x-0 rounded-md',
              !byKeys && 'border border-dashed border-line-strong bg-hover',
            )}
            style={{ height: layout.height, transform: `translateY(${2 + gap * step}px)` }}
          >
            {byKeys && lifted && (
              <CardFace id={lifted} compact={compact} open={stage.kind === 'open'} lifted />
            )}
          </li>
        )}
        {(hidden ? [...drawn, { id: hidden, top: 0 }] : drawn).map(({ id, top }) => (
          <li
            key={id}
            aria-hidden={id === hidden || undefined}
            className={cn(
              'absolute inset-x-0 top-0 transition-transform duration-200 ease-out',
              id === hidden && 'pointer-events-none opacity-0',
            )}
            style={{ height: layout.height, transform: `translateY(${top}px)` }}
          >
            <Card id={id} open={stage.kind === 'open'} compact={compact} movable={movable} />
          </li>
        ))}
      </ul>
      {cards.length === 0 && gap === null && (
        <p className="rounded-md border border-dashed px-3 py-5 text-center text-sm text-pretty text-muted">
          {t(filtered ? 'board.none_match' : movable ? 'board.empty_stage' : 'board.nothing')}
        </p>
      )}
    </div>
  )
}
