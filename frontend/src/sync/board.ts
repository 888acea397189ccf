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
  /** The log position of the page it came with: what happened up to there still counts it where it was. */
  readAt?: number
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

/** The next cards of a stage, as they stood at log position `seq`. */
export interface CardPage {
  cards: CardFacts[]
  nextCursor: string | null
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
  seq: number = Infinity,
): BoardState | 'refetch' {
  const card = findCard(board, id)
  // Read after this happened: it stands right already, and is to be counted.
  const ahead = card?.readAt !== undefined && seq <= card.readAt
  const counted = ahead ? undefined : card
  const whole = board.stages.every((stage) => stage.nextCursor === null)
  if (before === undefined && (card ? ahead : !whole)) return 'refetch'
  const from = counted ?? factsOf(before, board)
  const to = factsOf(after, board)
  if (!from && !to) return board
  if (counted && to && sameFacts(counted, to)) return board
  const next = count(board, from, to)
  return ahead ? next : standCard(next, id, to)
}

/** The board with counts and totals as if one deal were taken away and another put there. */
function count(board: BoardState, from: CardFacts | null, to: CardFacts | null): BoardState {
  const stages = board.stages.map((stage) => {
    const leaves = from?.stage_id === stage.id
    const enters = to?.stage_id === stage.id
    if (!leaves && !enters) return stage
    let { total } = stage
    if (leaves) total = addMoney(total, from.currency, from.amount, -1)
    if (enters) total = addMoney(total, to.currency, to.amount, 1)
    return { ...stage, total, count: Math.max(0, stage.count + Number(enters) - Number(leaves)) }
  })
  return { ...board, stages }
}

/** The board with a card where its facts say, or without it; counts and totals as they are. */
export function standCard(board: BoardState, id: string, facts: CardFacts | null): BoardState {
  const stages = board.stages.map((stage) => {
    const others = stage.cards.filter((card) => card.id !== id)
    if (facts?.stage_id === stage.id)
      return { ...stage, cards: insertCard(others, facts, stage.nextCursor !== null) }
    return others.length === stage.cards.length ? stage : { ...stage, cards: others }
  })
  return { ...board, stages }
}

/** The board with the next cards of a stage, as they stood at log position `page.seq`. */
export function withCards(board: BoardState, stageId: string, page: CardPage): BoardState {
  const known = new Set(stageOf(board, stageId)?.cards.map((card) => card.id))
  const more = page.cards.filter((card) => !known.has(card.id))
  const moved = new Set(more.map((card) => card.id))
  const stages = board.stages.map((stage) => {
    const cards = stage.cards.filter((card) => !moved.has(card.id))
    if (stage.id === stageId)
      return { ...stage, cards: [...cards, ...more], nextCursor: page.nextCursor }
    return cards.length === stage.cards.length ? stage : { ...stage, cards }
  })
  return { ...board, stages }
}

/** A stage of the board. */
export function stageOf(board: BoardState | undefined, id: string): StageColumn | undefined {
  return board?.stages.find((stage) => stage.id === id)
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
