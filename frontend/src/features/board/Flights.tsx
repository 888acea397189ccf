import { Component } from 'react'
import type { StageColumn } from '@/sync'

interface FlightsProps {
  stages: readonly StageColumn[]
  root: { current: HTMLElement | null }
  /** Where a card that was just dropped left the hand. */
  dropped: { current: { id: string; rect: DOMRect } | null }
}

const FLIGHT_MS = 280
const MANY = 8 // more at once is a filter or a bulk change
const AT_ONCE = 4
const still = matchMedia('(prefers-reduced-motion: reduce)')
let flying = 0

/**
 * A card that changes its column flies there, over everything, so that the eye can follow.
 *
 * A class, because only getSnapshotBeforeUpdate sees the screen between "decided" and "drawn".
 */
export class Flights extends Component<FlightsProps> {
  override getSnapshotBeforeUpdate(before: FlightsProps): Map<string, DOMRect> {
    const rects = new Map<string, DOMRect>()
    const { root, stages, dropped } = this.props
    if (before.stages === stages) return rects
    const hand = dropped.current
    if (hand) rects.set(hand.id, hand.rect)
    dropped.current = null
    const moved = movedCards(before.stages, stages)
    // Measuring makes the browser lay everything out: only for what will be seen to fly.
    if (moved.length > MANY || still.matches || flying >= AT_ONCE) return rects
    for (const id of moved) {
      const rect = cardIn(root.current, id)?.getBoundingClientRect()
      if (rect && !rects.has(id)) rects.set(id, rect)
    }
    return rects
  }

  override componentDidUpdate(_: FlightsProps, __: unknown, rects: Map<string, DOMRect>): void {
    if (rects.size === 0 || still.matches) return
    for (const [id, from] of rects) {
      const card = cardIn(this.props.root.current, id)
      if (card) fly(card, from)
    }
  }

  override render() {
    return null
  }
}

/** Cards that stand in another column than before. */
function movedCards(before: readonly StageColumn[], after: readonly StageColumn[]): string[] {
  // Only the columns that changed: most changes touch one or two of thousands of cards' columns.
  const changed = before.filter((stage) => !after.includes(stage))
  const was = new Map(changed.flatMap((stage) => stage.cards.map((card) => [card.id, stage.id])))
  return after.flatMap((stage) => {
    if (before.includes(stage)) return []
    return stage.cards.flatMap(({ id }) => (was.has(id) && was.get(id) !== stage.id ? [id] : []))
  })
}

function cardIn(root: HTMLElement | null, id: string): HTMLElement | null {
  return root?.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`) ?? null
}

function fly(card: HTMLElement, from: DOMRect): void {
  if (flying >= AT_ONCE) return // in a storm of changes nobody follows a single card
  const to = card.getBoundingClientRect()
  const [x, y] = [from.left - to.left, from.top - to.top]
  if (Math.abs(x) < 2 && Math.abs(y) < 2) return
  // A copy flies: the card itself is clipped by its column.
  const copy = card.cloneNode(true) as HTMLElement
  copy.removeAttribute('data-card')
  copy.setAttribute('aria-hidden', 'true')
  copy.tabIndex = -1
  Object.assign(copy.style, {
    position: 'fixed',
    left: `${to.left}px`,
    top: `${to.top}px`,
    width: `${to.width}px`,
    height: `${to.height}px`,
    zIndex: '30',
    pointerEvents: 'none',
  })
  document.body.append(copy)
  flying++
  card.style.visibility = 'hidden'
  const flight = copy.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: 'none' }], {
    duration: FLIGHT_MS,
    easing: 'cubic-bezier(0.2, 0.8, 0.2, 1)',
  })
  flight.onfinish = flight.oncancel = () => {
    flying--
    card.style.visibility = ''
    copy.remove()
  }
}
