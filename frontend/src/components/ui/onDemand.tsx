import { useEffect, useSyncExternalStore, type ComponentType } from 'react'

/** A component whose code comes when it is first drawn, or before by `preload`. */
export interface OnDemand<P> {
  (props: P): React.ReactNode
  preload: () => void
}

/**
 * What is opened, not looked at: menus, popovers, dialogs. Nothing is drawn until its code is there.
 *
 * Not React's `lazy`: what had to suspend once is shown 300 ms late (React spaces out fallbacks), and
 * a menu that is there already must open in the same frame.
 */
export function onDemand<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
): OnDemand<P> {
  let part: ComponentType<P> | undefined
  let coming: Promise<void> | undefined
  const listeners = new Set<() => void>()
  const preload = () => {
    coming ??= load().then(
      (loaded) => {
        part = loaded.default
        listeners.forEach((listener) => listener())
      },
      () => {
        coming = undefined // offline, say: the next time it is wanted it is asked for again
      },
    )
  }
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  function Wanted(props: P) {
    const Part = useSyncExternalStore(subscribe, () => part)
    useEffect(preload, [])
    return Part ? <Part {...props} /> : null
  }
  return Object.assign(Wanted, { preload })
}
