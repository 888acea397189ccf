import { useMemo, useRef, useState } from 'react'
import type { Row } from '@/sync'

export interface Selection {
  ids: ReadonlySet<string>
  rows: readonly Row[]
  toggle: (row: Row, range: boolean) => void
  toggleAll: () => void
  clear: () => void
}

/** Which of the shown rows are ticked; a row that leaves the list leaves the selection. */
export function useSelection(rows: readonly Row[]): Selection {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const last = useRef<string | null>(null)
  return useMemo(() => {
    const chosen = rows.filter((row) => ticked.has(row.id))
    const ids = new Set(chosen.map((row) => row.id))
    return {
      ids,
      rows: chosen,
      toggle(row, range) {
        const to = rows.findIndex((one) => one.id === row.id)
        const from = range ? rows.findIndex((one) => one.id === last.current) : to
        const [low, high] = from < 0 ? [to, to] : [Math.min(from, to), Math.max(from, to)]
        const next = new Set(ids)
        const on = !ids.has(row.id)
        for (const one of rows.slice(low, high + 1)) {
          if (on) next.add(one.id)
          else next.delete(one.id)
        }
        last.current = row.id
        setTicked(next)
      },
      toggleAll: () =>
        setTicked(ids.size === rows.length ? new Set() : new Set(rows.map((row) => row.id))),
      clear: () => setTicked(new Set()),
    }
  }, [rows, ticked])
}
