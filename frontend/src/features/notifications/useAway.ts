import { useEffect } from 'react'
import { usePresence } from '@/sync'

/** Say while this window is out of sight: whoever has none in sight gets pushes. */
export function useAway(): void {
  const { publish } = usePresence('tenant')
  useEffect(() => {
    const tell = () => publish({ away: document.hidden || undefined })
    tell()
    document.addEventListener('visibilitychange', tell)
    return () => document.removeEventListener('visibilitychange', tell)
  }, [publish])
}
