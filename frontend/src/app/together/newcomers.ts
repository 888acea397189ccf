import type { Member } from '@/sync'

// Who is away for less has only lost the connection, or was asked anew after a change of rights.
const AWAY_MS = 60_000

/** Who follows this window, and who did a moment ago: only somebody new is news. Outlives what shows it. */
export class Newcomers {
  #here: readonly string[] = []
  readonly #seen = new Map<string, number>()

  /** These follow now (`now` in ms since 1970); returns whether one of them did not just before. */
  hear(followers: readonly Member[], now = Date.now()): boolean {
    for (const id of this.#here) this.#seen.set(id, now)
    this.#here = followers.map((member) => member.user_id)
    const isNew = this.#here.some((id) => now - (this.#seen.get(id) ?? -Infinity) > AWAY_MS)
    for (const id of this.#here) this.#seen.set(id, now)
    return isNew
  }
}
