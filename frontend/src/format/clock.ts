// A clock this near to the server's is right: the rest is the way the answer took.
const NEAR_MS = 60_000

let ahead = 0
const readers = new Set<() => void>()

/** What time it was for the server at a time of this device, both in ms since 1970. */
export const forServer = (device: number): number => device + ahead

/** What time it is for the server: moments of records are told from here, however wrong the device's clock is. */
export const now = (): number => forServer(Date.now())

/** The same as a moment, for what is shown before the server has dated it. */
export const nowAsText = (): string => new Date(now()).toISOString()

/** The server has said what time it is (an answer's `Date`; nothing where it has none). */
export function hearTime(date: string | null, device = Date.now()): void {
  const difference = Date.parse(date ?? '') - device
  if (Number.isNaN(difference)) return
  const right = Math.abs(difference) < NEAR_MS ? 0 : difference
  if (Math.abs(right - ahead) < NEAR_MS) return
  ahead = right
  for (const read of readers) read()
}

/** Be told when it turns out to be another time; returns how to stop. */
export function onTimeChange(read: () => void): () => void {
  readers.add(read)
  return () => readers.delete(read)
}
