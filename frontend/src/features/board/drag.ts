import type { CardFacts, StageColumn } from '@/sync'

/** Where a lifted card would land: the slot of a column, counted without the card itself. */
export interface Slot {
  stageId: string
  index: number
}

/** The slot nearest to a card's upper edge. `top` is measured from the list's own start, scrolled part included. */
export function slotAt(top: number, slotHeight: number, cards: number): number {
  return Math.min(cards, Math.max(0, Math.round(top / slotHeight)))
}

/** Everything of a column but the card in the hand. */
export function withoutCard(cards: readonly CardFacts[], id: string | null): readonly CardFacts[] {
  return id !== null && cards.some((card) => card.id === id)
    ? cards.filter((card) => card.id !== id)
    : cards
}

/**
 * The card to land after, or null for the top.
 *
 * What is shown was held still while the hand was over it, so a neighbour may have left since: then
 * the nearest one above that still stands there counts.
 */
export function neighbourAt(
  shown: readonly CardFacts[],
  standing: readonly CardFacts[],
  index: number,
): string | null {
  const there = new Set(standing.map((card) => card.id))
  for (let i = Math.min(index, shown.length) - 1; i >= 0; i--) {
    const id = shown[i]?.id
    if (id !== undefined && there.has(id)) return id
  }
  return null
}

/** Whether landing there leaves the card where it is. */
export function staysPut(
  stages: readonly StageColumn[],
  id: string,
  stageId: string,
  afterId: string | null,
): boolean {
  const cards = stages.find((stage) => stage.id === stageId)?.cards ?? []
  const at = cards.findIndex((card) => card.id === id)
  return at >= 0 && (cards[at - 1]?.id ?? null) === afterId
}

/** Where a key takes a lifted card; the same slot where it can't go further. */
export function stepSlot(
  slot: Slot,
  key: string,
  columns: readonly { id: string; cards: number }[],
): Slot {
  const at = columns.findIndex((column) => column.id === slot.stageId)
  const here = columns[at]
  if (!here) return slot
  const inColumn = (index: number) => ({ ...slot, index: Math.min(here.cards, Math.max(0, index)) })
  if (key === 'ArrowUp') return inColumn(slot.index - 1)
  if (key === 'ArrowDown') return inColumn(slot.index + 1)
  if (key === 'Home') return inColumn(0)
  if (key === 'End') return inColumn(here.cards)
  const next = columns[at + (key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0)]
  return next && next !== here
    ? { stageId: next.id, index: Math.min(slot.index, next.cards) }
    : slot
}

/** The card a key leads to from a selected one; null where there is none. Empty columns are passed over. */
export function stepSelection(
  stages: readonly StageColumn[],
  selected: string | null,
  key: string,
): string | null {
  const at = stages.findIndex((stage) => stage.cards.some((card) => card.id === selected))
  const stage = stages[at]
  if (!stage) return stages.find((one) => one.cards.length > 0)?.cards[0]?.id ?? null
  const row = stage.cards.findIndex((card) => card.id === selected)
  if (key === 'ArrowUp') return stage.cards[row - 1]?.id ?? null
  if (key === 'ArrowDown') return stage.cards[row + 1]?.id ?? null
  if (key === 'Home') return stage.cards[0]?.id ?? null
  if (key === 'End') return stage.cards.at(-1)?.id ?? null
  const beside = key === 'ArrowLeft' ? stages.slice(0, at).reverse() : stages.slice(at + 1)
  const column = beside.find((one) => one.cards.length > 0)
  return column?.cards[Math.min(row, column.cards.length - 1)]?.id ?? null
}
