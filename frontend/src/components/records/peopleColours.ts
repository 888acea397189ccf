import { useEffect } from 'react'
import { hueName, HUES } from '@/components/ui/Avatar'
import { useList, type Row } from '@/sync'

/** Everybody's hue, by the order in which they joined: a team sees as many colours as it has people. */
export function huesByJoining(members: readonly Row[]): Map<string, number> {
  const joined = (row: Row) => `${String(row['created_at'])} ${row.id}`
  const order = [...members].sort((a, b) => (joined(a) < joined(b) ? -1 : 1))
  return new Map(order.map(({ id }, rank) => [id, HUES[rank % HUES.length] ?? 0]))
}

/** Gives the organisation's people their colours, everywhere they are drawn (see `personHue`). */
export function usePeopleColours(): void {
  const { rows } = useList('users', { limit: 200 })
  useEffect(() => {
    const page = document.documentElement.style
    for (const [id, hue] of huesByJoining(rows)) {
      const value = String(hue)
      // Each setting makes the browser style the whole page again.
      if (page.getPropertyValue(hueName(id)) !== value) page.setProperty(hueName(id), value)
    }
  }, [rows])
}
