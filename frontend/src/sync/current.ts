import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { Live } from './live'
import { session, type Me } from './session'

const current = createStore<{ live: Live | null }>(() => ({ live: null }))

/** Keep sync in step with the session: one for the person and organisation signed in, none when signed out. */
export function followSession(): void {
  const follow = ({ me }: { me: Me | null }) => {
    const { live } = current.getState()
    if (live && me && live.me.user.id === me.user.id && live.me.tenant.id === me.tenant.id) return
    live?.stop()
    const next = me && new Live(me)
    next?.start()
    current.setState({ live: next })
  }
  session.subscribe(follow)
  follow(session.getState())
}

/** The sync of the person signed in, or null. */
export function useCurrentLive(): Live | null {
  return useStore(current, ({ live }) => live)
}
