const NAME = 'sp-window'
const ATMOST = 20

/**
 * The ids this window had before it was reloaded: what it wrote then is still its own, to take back.
 *
 * A page leaves them behind when it ends, and the next takes them up: so a copy of a tab, made while it is
 * open, has none of them. A browser that keeps nothing has none.
 */
export function formerIds(id: string): ReadonlySet<string> {
  const former = takeUp()
  if (!('addEventListener' in globalThis)) return former
  addEventListener('pagehide', () => leave([...former, id].slice(-ATMOST)))
  // It was only put away, and goes on.
  addEventListener('pageshow', () => void takeUp())
  return former
}

function takeUp(): ReadonlySet<string> {
  try {
    const left = JSON.parse(sessionStorage.getItem(NAME) ?? '[]') as string[]
    sessionStorage.removeItem(NAME)
    return new Set(left)
  } catch {
    return new Set()
  }
}

function leave(ids: readonly string[]): void {
  try {
    sessionStorage.setItem(NAME, JSON.stringify(ids))
  } catch {
    // What waits is sent all the same.
  }
}
