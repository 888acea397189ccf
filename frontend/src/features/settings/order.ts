import type { Row } from '@/sync'

/** Which row one should stand after (null: first) to be at place `to` of its list. */
export function afterAt(rows: readonly Row[], id: string, to: number): string | null {
  const others = rows.filter((row) => row.id !== id)
  const at = Math.max(0, Math.min(others.length, to))
  return at === 0 ? null : (others[at - 1]?.id ?? null)
}

/** A position that sorts after a row and before the next, until the server has given the real one. */
export function positionAfterRow(rows: readonly Row[], afterId: string | null): string {
  if (afterId === null) return ''
  const row = rows.find((one) => one.id === afterId)
  return `${String((row?.['position'] as string | undefined) ?? '')}0`
}
