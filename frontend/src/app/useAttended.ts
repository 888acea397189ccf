import { useSyncExternalStore } from 'react'

function subscribe(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener)
  addEventListener('focus', listener)
  addEventListener('blur', listener)
  return () => {
    document.removeEventListener('visibilitychange', listener)
    removeEventListener('focus', listener)
    removeEventListener('blur', listener)
  }
}

/** Whether somebody is at this window: it is in sight and takes the keys. */
export function useAttended(): boolean {
  return useSyncExternalStore(subscribe, () => !document.hidden && document.hasFocus())
}
