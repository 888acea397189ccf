import { useEffect, useMemo, useState } from 'react'
import { useLive } from './useLive'

/** The same object for the same content. */
export function useStable<T>(value: T): T {
  const name = JSON.stringify(value)
  // eslint-disable-next-line react-hooks/exhaustive-deps -- by content, not by identity
  return useMemo(() => value, [name])
}

/** Rises with every change of a type's records. */
export function useTypeVersion(type: string): number {
  const { records } = useLive()
  const [version, setVersion] = useState(0)
  useEffect(() => records.subscribe(type, null, () => setVersion((n) => n + 1)), [records, type])
  return version
}

/** Rises with every change of the queue of writes. */
export function usePendingVersion(): number {
  const live = useLive()
  const [version, setVersion] = useState(0)
  useEffect(() => live.onQueueChange(() => setVersion((n) => n + 1)), [live])
  return version
}
