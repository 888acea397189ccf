import { useEffect, useState } from 'react'

/** A value that changes at most every so many milliseconds: the first change at once, the last one always. */
export function useThrottled<T>(value: T, every: number): T {
  const [shown, setShown] = useState({ value, at: 0 })
  useEffect(() => {
    if (Object.is(shown.value, value)) return
    const timer = setTimeout(
      () => setShown({ value, at: Date.now() }),
      Math.max(0, shown.at + every - Date.now()),
    )
    return () => clearTimeout(timer)
  }, [value, shown, every])
  return shown.value
}
