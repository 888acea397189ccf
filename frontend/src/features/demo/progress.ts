import { useEffect } from 'react'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { useLive } from '@/sync'

/** What there is to try, in order. */
export const STEPS = ['together', 'drag', 'edit', 'note', 'offline'] as const
export type Step = (typeof STEPS)[number]

interface Progress {
  done: readonly Step[]
  dismissed: boolean
  folded: boolean
  tick: (step: Step) => void
  /** Show it (again) or put it away; this browser remembers. */
  show: (shown: boolean) => void
  fold: (folded: boolean) => void
}

export const useProgress = create<Progress>()(
  persist(
    (set) => ({
      done: [],
      dismissed: false,
      folded: false,
      tick: (step) => set(({ done }) => ({ done: done.includes(step) ? done : [...done, step] })),
      show: (shown) => set({ dismissed: !shown, folded: false }),
      fold: (folded) => set({ folded }),
    }),
    { name: 'sp-demo-tour' },
  ),
)

/** Ticks off what this person does, as they do it. */
export function useTicking(): void {
  const live = useLive()
  const tick = useProgress((state) => state.tick)
  useEffect(() => {
    const mine = live.onEvent(({ type, actor }) => {
      if (actor.id !== live.me.user.id) return
      if (type === 'deal.moved') tick('drag')
      if (type === 'deal.updated') tick('edit')
    })
    // A note's letters are no events of the log: whoever types in one is seen typing.
    const typing = ({ target }: Event) => {
      if (target instanceof HTMLElement && target.closest('.ProseMirror')) tick('note')
    }
    // Only a cut we came back from was survived.
    let cut = false
    const connection = live.status.subscribe(({ connection }) => {
      if (connection === 'offline') cut = true
      if (connection === 'live' && cut) tick('offline')
    })
    document.addEventListener('input', typing)
    return () => {
      mine()
      connection()
      document.removeEventListener('input', typing)
    }
  }, [live, tick])
}
