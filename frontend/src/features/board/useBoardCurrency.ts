import { useMemo } from 'react'
import { useMeta, type BoardState } from '@/sync'

/** The currency new deals start with: what this board mostly trades in. */
export function useBoardCurrency(board: BoardState | undefined): string {
  const meta = useMeta()
  return useMemo(() => {
    const counts = new Map<string, number>()
    for (const stage of board?.stages ?? [])
      for (const { currency } of stage.cards)
        if (currency) counts.set(currency, (counts.get(currency) ?? 0) + 1)
    const [most] = [...counts].sort((a, b) => b[1] - a[1])
    return most?.[0] ?? meta?.currencies[0] ?? 'EUR'
  }, [board, meta])
}
