import { useEffect, useState } from 'react'
import { useStatus } from '@/sync'

const AFTER_MS = 900

/**
 * Whether the screen has been live for a moment, once, or has to do without a network: what listens in
 * the background, such as Ctrl+Z and bulk changes, comes after it.
 */
export function useSettled(): boolean {
  const found = useStatus(({ connection }) => connection !== 'catching-up')
  const [settled, setSettled] = useState(false)
  useEffect(() => {
    if (!found || settled) return
    const timer = setTimeout(() => setSettled(true), AFTER_MS)
    return () => clearTimeout(timer)
  }, [found, settled])
  return settled
}
