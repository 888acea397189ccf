import { addMoney } from '@/format/money'
import { bytewise, matches, type ListParams } from './filters'
import type { Row, Transition } from './types'

/** What a card is to its board. */
export interface CardFacts {
  id: string
  stage_id: string
  position: string
  amount: string | null
  currency: string | null
}

export interface StageColumn {
  id: string
  name: string
  kind: string
  color: string | null
  /** All cards of the stage the viewer may see, loaded or not. */
  count: number
  /** Sums by currency, as decimal strings. */
  total: Record<string, string>
  cards: CardFacts[]
  nextCursor: string | null
}

/** A pipeline's board, filtered like a list, as last read at `seq` and since kept by events. */
export interface BoardState {
  pipeline: Row
  params: ListParams
  stages: StageColumn[]
  seq: number
}

/** The facts of a deal, or null if it is not on this board. Where only the server can tell (search), it stays as it is. */
export function factsOf(
  row: Row | null | undefined,
  { pipeline, params }: Pick<BoardState, 'pipeline' | 'params'>,
): CardFacts | null {
  if (!row || row['pipeline_id'] !== pipeline.id || row['deleted_at']) return null
  if (matches(row, { ...params, search: '' }) === false) return null
  return {
    id: row.id,
    stage_id: row['stage_id'] as string,
    position: (row['position'] as string | null) ?? '',
    amount: (row['amount'] as string | null | undefined) ?? null,
    currency: (row['currency'] as string | null | undefined) ?? null,
  }
}

/** The board after a deal changed: card, counts and totals moved along; "refetch" where only the server knows whether it was on it. */
export function placeCard(
  board: BoardState,
  { id, before, after }: Transition,
): BoardState | 'refetch' {
  const loaded = findCard(board, id)
  const more = board.stages.some((stage) => stage.nextCursor !== null)
  if (!loaded && before === undefined && more) return 'refetch'
  const from = loaded ?? factsOf(before, board)
  const to = factsOf(after, board)
  if (!from && !to) return board
  if (from && to && loaded && sameFacts(from, to)) return board
  const stages = board.stages.map((stage) => {
    const leaves = from?.stage_id === stage.id
    const enters = to?.stage_id === stage.id
    if (!leaves && !enters) return stage
    let { cards, count, total } = stage
    if (from && leaves) {
      cards = cards.filter((card) => card.id !== id)
      count -= 1
      total = addMoney(total, from.currency, from.amount, -1)
    }
    if (to && enters) {
      cards = insertCard(cards, to, stage.nextCursor !== null)
      count += 1
      total = addMoney(total, to.currency, to.amount, 1)
    }
    return { ...stage, cards, count: Math.max(0, count), total }
  })
  return { ...board, stages }
}

/** Where a card stands on the board, if it is loaded. */
export function findCard(board: BoardState, id: string): CardFacts | undefined {
  for (const stage of board.stages) {
    const card = stage.cards.find((one) => one.id === id)
    if (card) return card
  }
  return undefined
}

function insertCard(cards: CardFacts[], card: CardFacts, more: boolean): CardFacts[] {
  // Before an equal position: of two unsent moves to the top, the later is above.
  const index = cards.findIndex((other) => bytewise(card.position, other.position) <= 0)
  if (index >= 0) return [...cards.slice(0, index), card, ...cards.slice(index)]
  return more ? cards : [...cards, card]
}

function sameFacts(a: CardFacts, b: CardFacts): boolean {
  return (
    a.stage_id === b.stage_id &&
    a.position === b.position &&
    a.amount === b.amount &&
    a.currency === b.currency
  )
}

/** A place right after a card (or first), until the server gives the real one. */
export function positionAfter(cards: readonly CardFacts[], afterId: string | null): string {
  const neighbour = afterId === null ? undefined : cards.find((card) => card.id === afterId)
  // Any real position has letters or digits after its neighbour's; a control character sorts before.
  return neighbour ? `${neighbour.position}\u0001` : ''
}
