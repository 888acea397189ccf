import type { Viewpoint } from '@/components/following'
import type { Member } from '@/sync'
import { tellable } from '../shell/whereabouts'

const MOST = 2_000 // characters of a search that are told; a state has 4 KB

/** What a leader shows, as their window has told it. */
export interface Shown extends Viewpoint {
  /** They look at a record that is not for us. */
  hidden: boolean
}

/** What to tell of an address: nothing of what is one's own, and no more than fits. */
export function told(path: string, search: Readonly<Record<string, unknown>>): Viewpoint {
  const at = tellable(path)
  if (!at) return {}
  const plain = textsIn(search)
  const fits = JSON.stringify(plain).length <= MOST
  return { at, ...(fits && Object.keys(plain).length > 0 ? { search: plain } : {}) }
}

/** What one person shows: of several devices the one in use; null while none has told. Another client has written it. */
export function shownBy(members: readonly Member[], leader: string): Shown | null {
  const theirs = members.filter((member) => member.user_id === leader && 'seen' in member.state)
  const state = (theirs.find((one) => one.state['away'] !== true) ?? theirs[0])?.state
  if (!state) return null
  const given = state['at']
  const at = typeof given === 'string' ? tellable(given) : undefined
  const search = textsIn((state['search'] ?? {}) as Record<string, unknown>)
  return {
    at,
    search,
    scroll: state['scroll'] as Viewpoint['scroll'],
    panel: state['panel'] as Viewpoint['panel'],
    deal: typeof state['deal'] === 'string' ? state['deal'] : undefined,
    hidden: typeof given === 'string' && given.endsWith('/hidden'),
  }
}

/** The texts of a search; the router reads `min=500` as a number. */
function textsIn(search: Readonly<Record<string, unknown>>): Record<string, string> {
  const plain = Object.entries(search).flatMap(([key, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [[key, String(value)]] : [],
  )
  return Object.fromEntries(plain) as Record<string, string>
}

/** Whether an address is where a viewpoint leads. */
export function isThere(
  path: string,
  search: Readonly<Record<string, unknown>>,
  { at, search: wanted = {} }: Viewpoint,
): boolean {
  const [here, there] = [textsIn(search), wanted]
  const keys = new Set([...Object.keys(here), ...Object.keys(there)])
  return path === at && [...keys].every((key) => here[key] === there[key])
}
