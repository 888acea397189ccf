import type { Me } from './session'
import { slot } from './slot'

/** Who was signed in on this device, so that the app opens without a network. No token is in it. */
export interface KeptMe {
  me: Me
  /** When the server last said so, in ms since 1970. */
  at: number
}

/** As long as a session lives without being renewed; what is older would be refused anyway. */
export const KEPT_FOR_MS = 7 * 24 * 3_600_000

const KEY = `sp-me-${slot}`

/** The person last signed in here: in an organisation, or (null) wherever it was. */
export function readMe(tenant: string | null): KeptMe | null {
  const fresh = Object.values(all()).filter(({ at }) => at > Date.now() - KEPT_FOR_MS)
  const theirs = tenant === null ? fresh : fresh.filter(({ me }) => me.tenant.id === tenant)
  return theirs.sort((a, b) => b.at - a.at)[0] ?? null
}

/** Keep who is signed in; false if it was somebody else before. */
export function keepMe(me: Me): boolean {
  const before = Object.values(all())
  const same = before.every((kept) => kept.me.user.id === me.user.id)
  write({ ...(same ? all() : {}), [me.tenant.id]: { me, at: Date.now() } })
  return same
}

/** Nobody is signed in here any more. */
export function forgetMe(): void {
  write({})
}

const OWED = `sp-sign-out-${slot}`

/** Note that the server has not heard yet of a sign-out. */
export function oweSignOut(owed: boolean): void {
  try {
    if (owed) localStorage.setItem(OWED, 'yes')
    else localStorage.removeItem(OWED)
  } catch {
    // As above.
  }
}

export function owesSignOut(): boolean {
  try {
    return localStorage.getItem(OWED) !== null
  } catch {
    return false
  }
}

function all(): Record<string, KeptMe> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, KeptMe>
  } catch {
    return {}
  }
}

function write(kept: Record<string, KeptMe>): void {
  try {
    if (Object.keys(kept).length === 0) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, JSON.stringify(kept))
  } catch {
    // A private window may store nothing: then the app does not open offline.
  }
}

/** Whose kept records these are: of a person in an organisation, in this slot. */
export function keptScope(me: Pick<Me, 'user' | 'tenant'>): string {
  return `${slot}:${me.tenant.id}:${me.user.id}`
}
