import { preloadFloating } from '@/components/ui/preloadFloating'
import { preloadOverlays } from './shell/Overlays'

const AFTER_MS = 1_500

/** Fetch what is opened by a click or a key, when the first screen has had its time: it then opens at once, also offline. */
export function preloadLater(): () => void {
  const timer = setTimeout(() => {
    preloadFloating()
    preloadOverlays()
  }, AFTER_MS)
  return () => clearTimeout(timer)
}
