import { useEffect, useState } from 'react'

/** The density setting's row height, followed as it changes. */
export function useRowHeight(fixed: number | undefined): number {
  const read = () => (document.documentElement.dataset['density'] === 'compact' ? 26 : 36)
  const [height, setHeight] = useState(read)
  useEffect(() => {
    const watcher = new MutationObserver(() => setHeight(read()))
    watcher.observe(document.documentElement, { attributeFilter: ['data-density'] })
    return () => watcher.disconnect()
  }, [])
  return fixed ?? height
}
