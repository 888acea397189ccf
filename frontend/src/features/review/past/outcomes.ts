import { formatMoney } from '@/format/money'
import type { Worth } from '../changes'

export const KINDS = ['won', 'lost', 'open'] as const
export type Kind = (typeof KINDS)[number]

/** What came (or, negative, went) in the stages of one kind. */
export interface Outcome extends Worth {
  kind: Kind
}

/** An outcome in a word: its figure, with a sign, and whether it is a gain. */
export interface Told {
  kind: Kind
  figure: string
  more: boolean
}

/**
 * What a review came to, in a word for each kind of stage: the sums of money, or, where there are none
 * (or none to be seen), how many deals.
 */
export function toldOf(outcomes: readonly Outcome[]): readonly Told[] {
  return KINDS.flatMap((kind) => {
    const found = outcomes.find((outcome) => outcome.kind === kind)
    if (!found) return []
    const sums = Object.entries(found.total)
    if (sums.length === 0) return found.count === 0 ? [] : [toldAs(kind, String(found.count))]
    return sums.map(([currency, sum]) =>
      toldAs(kind, formatMoney(sum, currency, { short: true }), sum),
    )
  })
}

function toldAs(kind: Kind, text: string, amount = text): Told {
  const more = !amount.startsWith('-')
  return { kind, figure: (more ? '+' : '−') + text.replace('-', ''), more }
}
