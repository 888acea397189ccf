import { addMoney } from '@/format/money'
import type { LogEvent } from '@/sync'

/** How many deals, and their sum by currency as decimal strings. */
export interface Worth {
  count: number
  total: Readonly<Record<string, string>>
}

export const NOTHING: Worth = { count: 0, total: {} }

/** Whether an event is a change of a board's deals that is worth telling: a card's place in its column is not. */
export function concerns({ entity, type, changed, before, data }: LogEvent, pipelineId: string) {
  if (entity !== 'deal' || !data || type === 'deal.removed') return false
  if (changed.length === 1 && changed[0] === 'position') return false
  return data['pipeline_id'] === pipelineId || before?.['pipeline_id'] === pipelineId
}

/** What has been added; negative sums for what has been taken away. */
export function difference(before: Worth, after: Worth): Worth {
  let total: Record<string, string> = { ...after.total }
  for (const [currency, sum] of Object.entries(before.total))
    total = addMoney(total, currency, sum, -1)
  return { count: after.count - before.count, total }
}

/** All stages together. */
export function sumOf(parts: readonly Worth[]): Worth {
  return parts.reduce<Worth>(
    (all, { count, total }) => ({
      count: all.count + count,
      total: Object.entries(total).reduce<Record<string, string>>(
        (sums, [currency, sum]) => addMoney(sums, currency, sum, 1),
        all.total,
      ),
    }),
    NOTHING,
  )
}
