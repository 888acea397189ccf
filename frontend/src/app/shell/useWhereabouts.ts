import { useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { usePresence } from '@/sync'
import { useHidden } from '../useHidden'
import { tellable } from './whereabouts'

const IDLE_MS = 5 * 60_000
const SIGNS_OF_LIFE = ['pointermove', 'pointerdown', 'keydown', 'wheel'] as const

/**
 * Tell colleagues where we are, while this window is out of sight, and when we have not touched
 * anything for minutes: whoever has no window before their eyes gets pushes.
 */
export function useWhereabouts(): void {
  const { publish } = usePresence('tenant')
  const path = useRouterState({ select: (state) => state.location.pathname })
  const away = useHidden()
  useEffect(() => publish({ at: tellable(path) }), [publish, path])
  useEffect(() => publish({ away: away || undefined }), [publish, away])
  useEffect(() => {
    let idle = false
    let timer = setTimeout(fallIdle, IDLE_MS)
    let touchedAt = Date.now()
    function fallIdle() {
      const left = touchedAt + IDLE_MS - Date.now()
      if (left > 0) timer = setTimeout(fallIdle, left)
      else publish({ idle: (idle = true) })
    }
    const touched = () => {
      touchedAt = Date.now()
      if (!idle) return
      idle = false
      publish({ idle: undefined })
      timer = setTimeout(fallIdle, IDLE_MS)
    }
    for (const sign of SIGNS_OF_LIFE) addEventListener(sign, touched, { passive: true })
    return () => {
      clearTimeout(timer)
      for (const sign of SIGNS_OF_LIFE) removeEventListener(sign, touched)
    }
  }, [publish])
}
