import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { Live } from './live'
import { session, type Me } from './session'

const current = createStore<{ live: Live | null }>(() => ({ live: null }))

/** Keep sync in step with the session: one for the person and organisation signed in, none when signed out. */
export function followSession(): void {
  let wanted: Live | null = null
  const follow = ({ me }: { me: Me | null }) => {
    if (wanted && me && wanted.me.user.id === me.user.id && wanted.me.tenant.id === me.tenant.id)
      return
    wanted?.stop()
    const next = (wanted = me && new Live(me))
    current.setState({ live: null })
    // What was read before is there when the first screen asks for it.
    void next?.restore().then(() => {
      if (wanted !== next) return
      next.start()
      current.setState({ live: next })
    })
  }
  session.subscribe(follow)
  follow(session.getState())
}

/** The sync of the person signed in, or null. */
export function useCurrentLive(): Live | null {
  return useStore(current, ({ live }) => live)
}
