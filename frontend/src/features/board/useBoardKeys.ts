import { useCallback, useEffect, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useLive, type CardFacts, type StageColumn } from '@/sync'
import type { BoardStore } from './boardStore'
import { stepSelection, stepSlot, withoutCard, type Slot } from './drag'

const ARROWS = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End']

interface BoardKeys {
  store: BoardStore
  stages: readonly StageColumn[]
  /** A folded column takes a card, but has none to select. */
  isCollapsed: (stage: StageColumn) => boolean
  movable: boolean
  cardsOf: (stageId: string) => readonly CardFacts[]
  onDrop: (id: string) => void
}

type Key = Pick<KeyboardEvent, 'key' | 'preventDefault' | 'metaKey' | 'ctrlKey' | 'altKey'>

/** The board by keyboard: arrows select, Space lifts and drops, Esc puts back; said aloud as it happens. */
export function useBoardKeys({ store, stages, isCollapsed, movable, cardsOf, onDrop }: BoardKeys) {
  const { t } = useTranslation()
  const { records } = useLive()
  const name = useCallback(
    (id: string) => (records.get('deals', id)?.['name'] as string | undefined) ?? '',
    [records],
  )

  const say = useCallback(
    (
      key: 'board.lifted' | 'board.over' | 'board.dropped' | 'board.put_back',
      id: string,
      slot: Slot,
    ) => {
      const stage = stages.find((one) => one.id === slot.stageId)
      store.setState({
        said: t(key, { name: name(id), stage: stage?.name ?? '', place: slot.index + 1 }),
      })
    },
    [store, stages, name, t],
  )

  const whileLifted = useCallback(
    (event: Key) => {
      const { lift } = store.getState()
      if (!lift?.over) return
      const { id, over } = lift
      if (ARROWS.includes(event.key)) {
        const columns = stages.map((stage) => ({ id: stage.id, cards: cardsOf(stage.id).length }))
        const next = stepSlot(over, event.key, columns)
        const shown = next.stageId === over.stageId ? over.shown : cardsOf(next.stageId)
        store.setState({ lift: { ...lift, over: { ...next, shown } } })
        say('board.over', id, next)
      } else if (event.key === ' ' || event.key === 'Enter') {
        say('board.dropped', id, over)
        onDrop(id)
        store.setState({ focus: id })
      } else if (event.key === 'Escape' || event.key === 'Tab') {
        store.setState({ lift: null, focus: id })
        say('board.put_back', id, over)
      } else return
      event.preventDefault()
    },
    [store, stages, cardsOf, say, onDrop],
  )

  const onKey = useCallback(
    (event: Key) => {
      const { lift, selected } = store.getState()
      if (event.metaKey || event.ctrlKey || event.altKey) return
      if (lift?.by === 'keyboard') return whileLifted(event)
      if (lift) return
      if (ARROWS.includes(event.key)) {
        const next = stepSelection(
          stages.filter((stage) => !isCollapsed(stage)),
          selected,
          event.key,
        )
        if (next) store.setState({ selected: next, focus: next })
        event.preventDefault()
      } else if (event.key === ' ' && selected && movable) {
        const stage = stages.find((one) => one.cards.some((card) => card.id === selected))
        if (!stage) return
        const index = stage.cards.findIndex((card) => card.id === selected)
        const over = { stageId: stage.id, index, shown: withoutCard(stage.cards, selected) }
        store.setState({ lift: { id: selected, by: 'keyboard', over } })
        say('board.lifted', selected, over)
        event.preventDefault()
      }
    },
    [store, stages, isCollapsed, movable, say, whileLifted],
  )

  // With nothing focused (a panel was closed, the page is fresh) the arrows are the board's.
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      if (event.target === document.body && !event.defaultPrevented) onKey(event)
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [onKey])
  return onKey
}
