import type { LogEvent, Row } from '@/sync'
import { happeningsOf, type Happening } from './sentences'

export type Entry =
  | {
      key: string
      at: string
      kind: 'event'
      event: LogEvent
      happening: Happening
      first: boolean
    }
  | { key: string; at: string; kind: 'comment' | 'file'; row: Row }

/** Events, comments and files as one story, newest first. */
export function entriesOf(
  events: readonly LogEvent[],
  comments: readonly Row[],
  files: readonly Row[],
): Entry[] {
  const told: Entry[] = events.flatMap((event) =>
    happeningsOf(event).map((happening, index) => ({
      key: `${event.id}.${index}`,
      at: event.at,
      kind: 'event' as const,
      event,
      happening,
      first: index === 0,
    })),
  )
  const added = (kind: 'comment' | 'file', rows: readonly Row[]): Entry[] =>
    rows.map((row) => ({ key: row.id, at: row['created_at'] as string, kind, row }))
  // Stable: sentences of one event keep their order.
  return [...told, ...added('comment', comments), ...added('file', files)].sort(
    (a, b) => timeOf(b.at) - timeOf(a.at),
  )
}

/** A story that is read page by page, newest first. */
interface Telling {
  /** When the oldest happened of what is read. */
  end: string | undefined
  hasMore: boolean
}

/**
 * Down to when all of them are read, in ms since 1970: before it, one would be told without the others.
 * -Infinity: nothing is left to read.
 */
export function horizonOf(tellings: readonly Telling[]): number {
  const ends = tellings.filter(({ hasMore }) => hasMore).map(({ end }) => timeOf(end))
  return Math.max(-Infinity, ...ends)
}

/** A moment in ms since 1970. */
export const timeOf = (at: string | undefined) => new Date(at ?? 0).getTime()

/** The entries by calendar day of the reader, in the same order. */
export function byDay(entries: readonly Entry[]): { day: string; entries: Entry[] }[] {
  const days: { day: string; entries: Entry[] }[] = []
  for (const entry of entries) {
    const day = new Date(entry.at).toDateString()
    const last = days.at(-1)
    if (last?.day === day) last.entries.push(entry)
    else days.push({ day, entries: [entry] })
  }
  return days
}
