import type { Owner } from './device'
import { slot } from './slot'

/** What somebody has typed somewhere and not sent. */
export interface Draft {
  text: string
  /** The version of what it changes, as it was when they began; nothing if it is new. */
  since?: number | undefined
}

// This window's: it outlives a reload and an end of the session that nobody wished for, and closes with it.
const START = `sp-draft-${slot}-`
const nameOf = ({ tenant, user }: Owner, place: string) =>
  `${START}${user.id}-${tenant.id}-${place}`

/** What this person has begun in a place of their organisation ("comment/deal/<id>"); null: nothing. */
export function readDraft(owner: Owner, place: string): Draft | null {
  try {
    return JSON.parse(sessionStorage.getItem(nameOf(owner, place)) ?? 'null') as Draft | null
  } catch {
    return null
  }
}

/** Keep what was typed in a place, or (null) forget it: it was sent, or is not wanted. */
export function keepDraft(owner: Owner, place: string, draft: Draft | null): void {
  try {
    if (draft) sessionStorage.setItem(nameOf(owner, place), JSON.stringify(draft))
    else sessionStorage.removeItem(nameOf(owner, place))
  } catch {
    // Storage may be forbidden, or full: then it lasts as long as its field does.
  }
}

/** Forget what everybody has begun here but this person (null: everybody). */
export function forgetDrafts(but: string | null): void {
  try {
    for (const name of Object.keys(sessionStorage))
      if (name.startsWith(START) && !(but && name.startsWith(`${START}${but}-`)))
        sessionStorage.removeItem(name)
  } catch {
    // As above: then nothing was kept.
  }
}
