import { useEffect, useState } from 'react'

/** Whether something has been so for a while: what comes back in a moment is not worth a word. */
export function useLasting(now: boolean, ms: number): boolean {
  const [lasting, setLasting] = useState(false)
  useEffect(() => {
    if (!now) return
    const timer = setTimeout(() => setLasting(true), ms)
    return () => {
      clearTimeout(timer)
      setLasting(false)
    }
  }, [now, ms])
  return lasting
}
