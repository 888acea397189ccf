import { useSyncExternalStore } from 'react'

function subscribe(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}

/** Whether this window is out of sight. */
export function useHidden(): boolean {
  return useSyncExternalStore(subscribe, () => document.hidden)
}
