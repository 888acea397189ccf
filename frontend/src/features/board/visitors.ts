import type { Member } from '@/sync'
import type { Visitor } from './boardStore'

/** Who looks at which deal, or carries it, from what they publish on the pipeline: `{deal?, dragging?}`. */
export function visitorsOf(others: readonly Member[]): ReadonlyMap<string, readonly Visitor[]> {
  const byDeal = new Map<string, Visitor[]>()
  for (const { user_id, name, state } of others) {
    const dragging = state?.['dragging']
    const deal = typeof dragging === 'string' ? dragging : state?.['deal']
    if (typeof deal !== 'string') continue
    const there = byDeal.get(deal) ?? []
    byDeal.set(deal, [...there, { id: user_id, name, carries: typeof dragging === 'string' }])
  }
  return byDeal
}

/** The same for the same visitors, so that their idle heartbeats draw nothing again. */
export function visitorsKey(visitors: ReadonlyMap<string, readonly Visitor[]>): string {
  return [...visitors]
    .map(
      ([deal, people]) =>
        `${deal}:${people.map((one) => one.id + (one.carries ? '*' : '')).join(',')}`,
    )
    .join(';')
}

/** Everybody, one person before all others. */
export function firstOf(members: readonly Member[], first: string): readonly Member[] {
  return [...members].sort((a, b) => Number(b.user_id === first) - Number(a.user_id === first))
}
