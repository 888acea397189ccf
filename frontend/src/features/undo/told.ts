import { titleOf } from '@/components/records/titles'
import type { LogEvent } from '@/sync'

const NAMELESS = titleOf(undefined)

/** What to call a change that was taken back: its record's name, "" if it has none; null: it tells of itself. */
export function toldOf({ entity, data }: LogEvent): string | null {
  if (entity === 'bulk_job') return null // how far that is, and what came of it, is told by its own toast
  const name = titleOf(data ?? undefined)
  return name === NAMELESS ? '' : name
}
