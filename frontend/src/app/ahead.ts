import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { preloadFloating } from '@/components/ui/preloadFloating'
import { useStatus } from '@/sync'
import { keepShell } from './shellOnDevice'
import { preloadOverlays } from './shell/Overlays'

const AFTER_MS = 700

/**
 * Fetch what is opened by a click or a key, once the screen is live: it then opens at once, also offline.
 *
 * Live comes after the first screen's own reads, however slow those are: nothing is taken from them.
 */
export function usePreloading(): void {
  const router = useRouter()
  const live = useStatus(({ connection }) => connection === 'live')
  useEffect(() => {
    if (!live) return
    const timer = setTimeout(() => {
      preloadFloating()
      preloadOverlays()
      void router.loadRouteChunk(router.routesByPath['/deals/$dealId'])
      void keepShell()
    }, AFTER_MS)
    return () => clearTimeout(timer)
  }, [live, router])
}
