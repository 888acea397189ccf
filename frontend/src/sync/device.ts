import { Journal } from './journal'

/**
 * Notes kept on this device, by a name for each: whose, and which. Their text is in IndexedDB; a mark
 * in localStorage says that some of it has not reached the server, a journal has what IndexedDB has not.
 */
const TEXT = 'sp-note-'
const MARK = 'sp-unsent-note-'
const TYPED = 'sp-typed-note-'

export interface Owner {
  tenant: { id: string }
  user: { id: string }
}

const ownerOf = ({ tenant, user }: Owner) => `${tenant.id}-${user.id}-`

/** What a note's text is called on this device. */
export function keptNote(owner: Owner, noteId: string): string {
  return `${TEXT}${ownerOf(owner)}${noteId}`
}

/** Note whether some of a kept note has not reached the server. */
export function markUnsent(kept: string, unsent: boolean): void {
  const key = kept.replace(TEXT, MARK)
  try {
    if (unsent) localStorage.setItem(key, '1')
    else localStorage.removeItem(key)
  } catch {
    // A private window may store nothing; then nothing is kept that could be sent later either.
  }
}

/** What was typed into a kept note and is not in IndexedDB yet. */
export function noteJournal(kept: string): Journal {
  return new Journal(`${kept.replace(TEXT, TYPED)}-`)
}

/** The ids of this person's notes that have something unsent here. */
export function unsentNotes(owner: Owner): readonly string[] {
  const start = `${MARK}${ownerOf(owner)}`
  try {
    return Object.keys(localStorage).flatMap((key) =>
      key.startsWith(start) ? [key.slice(start.length)] : [],
    )
  } catch {
    return []
  }
}

/** Forget this person's notes, but for what only this device has. */
export async function forgetNotes(owner: Owner): Promise<void> {
  const ids = unsentNotes(owner)
  const typed = new Journal(`${TYPED}${ownerOf(owner)}`)
  for (const [entry] of typed.entries())
    if (!ids.some((id) => entry.startsWith(id))) typed.crossOut(entry)
  const unsent = new Set(ids.map((id) => keptNote(owner, id)))
  const all = await indexedDB.databases()
  for (const { name } of all)
    if (name?.startsWith(`${TEXT}${ownerOf(owner)}`) && !unsent.has(name))
      indexedDB.deleteDatabase(name)
}
