import { useNavigate, useRouter } from '@tanstack/react-router'
import { useEffect, useMemo, useRef } from 'react'
import { detach, useFollowing } from '@/components/following'
import { usePresence } from '@/sync'
import { isThere, shownBy, type Shown } from './viewpoints'

const APART = '[data-apart], [data-sonner-toaster]'

/** Go where the leader goes, until we do something ourselves. Returns what they show; null: not told (yet). */
export function useFollowed(): Shown | null {
  const leader = useFollowing((state) => state.leader)
  const { members } = usePresence(leader ? `person:${leader.id}` : null)
  const shown = useMemo(() => (leader ? shownBy(members, leader.id) : null), [members, leader])
  useEffect(() => useFollowing.setState({ theirs: shown }), [shown])
  useGoingThere(shown)
  useOwnGestures(leader !== null)
  return shown
}

function useGoingThere(shown: Shown | null): void {
  const navigate = useNavigate()
  const router = useRouter()
  const leader = useFollowing((state) => state.leader?.id)
  const went = useRef<string | undefined>(undefined)
  useEffect(() => {
    if (!shown?.at) return
    const { pathname, search } = router.state.location
    if (isThere(pathname, search, shown)) return
    // The way back leads to where we were before we followed, not through all of their steps.
    const replace = went.current === leader
    went.current = leader
    void navigate({ to: shown.at, search: { ...shown.search }, replace })
  }, [navigate, router, leader, shown])
  useEffect(() => {
    if (!leader) went.current = undefined
  }, [leader])
}

/** A turn of the wheel, a click or a key is ours: from then on we look for ourselves. */
function useOwnGestures(following: boolean): void {
  useEffect(() => {
    if (!following) return
    const gesture = (event: Event) => {
      if (event.target instanceof Element && event.target.closest(APART)) return
      if (event instanceof KeyboardEvent) {
        if (['Shift', 'Control', 'Alt', 'Meta', 'Tab'].includes(event.key)) return
        // Esc backs out one step: what is open on the screen stays.
        if (event.key === 'Escape') event.stopImmediatePropagation()
      }
      detach()
    }
    const listening = { capture: true, passive: true }
    for (const kind of GESTURES) window.addEventListener(kind, gesture, listening)
    return () => {
      for (const kind of GESTURES) window.removeEventListener(kind, gesture, listening)
    }
  }, [following])
}

const GESTURES = ['wheel', 'pointerdown', 'keydown'] as const
