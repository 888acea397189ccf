import { useEffect, useState } from 'react'
import { useStatus } from '@/sync'

const AFTER_MS = 900

/** Whether the screen has been live for a moment, once: what listens in the background comes after it. */
export function useSettled(): boolean {
  const live = useStatus(({ connection }) => connection === 'live')
  const [settled, setSettled] = useState(false)
  useEffect(() => {
    if (!live || settled) return
    const timer = setTimeout(() => setSettled(true), AFTER_MS)
    return () => clearTimeout(timer)
  }, [live, settled])
  return settled
}
