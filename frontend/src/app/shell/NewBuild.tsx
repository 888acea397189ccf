import { Sparkles } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useStatus } from '@/sync'
import { lookForBuild, reloadSafely, useNewBuild } from '../newBuild'

const EVERY_MS = 30 * 60_000

/** Says quietly that there is a newer SalesPulse; nothing happens until one asks for it. */
export function NewBuild() {
  const { t } = useTranslation()
  const found = useNewBuild((state) => state.found)
  useLooking()
  if (!found) return null
  return (
    <button
      type="button"
      onClick={reloadSafely}
      className="inline-flex h-7 items-center gap-1.5 rounded-full bg-accent-soft px-2.5 text-sm font-medium whitespace-nowrap text-accent-text hover:bg-hover"
    >
      <Sparkles aria-hidden className="size-3.5" />
      <span className="max-sm:sr-only">{t('outdated.reload')}</span>
    </button>
  )
}

/** A deploy cuts the connection: look when it is back. And now and then, where nothing was cut. */
function useLooking(): void {
  const live = useStatus(({ connection }) => connection === 'live')
  const fresh = useRef(true)
  useEffect(() => {
    if (!live) return
    const look = () => void lookForBuild(EVERY_MS)
    if (!fresh.current) void lookForBuild(0)
    fresh.current = false
    document.addEventListener('visibilitychange', look)
    const timer = setInterval(look, EVERY_MS)
    return () => {
      document.removeEventListener('visibilitychange', look)
      clearInterval(timer)
    }
  }, [live])
}
