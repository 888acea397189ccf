import { useEffect } from 'react'
import { useOverlays } from './keys'

/** Letters typed after ⌘K, before the palette's field is there to take them. */
export function useTypeAhead(): void {
  const open = useOverlays((state) => state.palette)
  useEffect(() => {
    if (!open) return
    const listen = (event: KeyboardEvent) => {
      if (document.activeElement?.matches('[cmdk-input]')) return
      const { query } = useOverlays.getState()
      const next = typed(query, event)
      if (next === null) return
      event.preventDefault()
      event.stopPropagation() // "g p" is a search now, not a way to the pipeline
      useOverlays.setState({ query: next })
    }
    window.addEventListener('keydown', listen, true)
    return () => window.removeEventListener('keydown', listen, true)
  }, [open])
}

function typed(query: string, event: KeyboardEvent): string | null {
  const { key, ctrlKey, metaKey, altKey, isComposing } = event
  if (ctrlKey || metaKey || altKey || isComposing) return null
  if (key === 'Backspace') return query.slice(0, -1)
  return key.length === 1 ? query + key : null
}
