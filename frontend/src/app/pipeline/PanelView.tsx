import { useEffect, type RefObject } from 'react'
import { useFollowing } from '@/components/following'
import { placesOf, readPanel, scrollToPlaces } from './panelScroll'

interface PanelViewProps {
  /** What scrolls in the panel. */
  panel: RefObject<HTMLElement | null>
  dealId: string
  tab: string
  onTab: (tab: string) => void
}

/** Says where in the open deal we are while somebody follows us, and goes there with whom we follow. */
export default function PanelView({ panel, dealId, tab, onTab }: PanelViewProps) {
  const watched = useFollowing((state) => state.watched)
  // By content: what is told again is no reason to scroll back.
  const theirs = useFollowing(({ leader, theirs }) =>
    leader && theirs?.at === `/deals/${dealId}` ? JSON.stringify(theirs.panel) : undefined,
  )
  useEffect(() => {
    const scrolled = panel.current
    if (!scrolled || !watched) return
    const tell = () => useFollowing.setState({ panel: { tab, places: placesOf(scrolled) } })
    scrolled.addEventListener('scroll', tell, { passive: true })
    // What grows above what we look at moves it, too. It tells at once.
    const observer = observed(scrolled, tell)
    return () => {
      observer.disconnect()
      scrolled.removeEventListener('scroll', tell)
      useFollowing.setState({ panel: null })
    }
  }, [panel, dealId, tab, watched])
  useEffect(() => {
    const shown = theirs ? readPanel(JSON.parse(theirs)) : undefined
    const scrolled = panel.current
    if (!shown || !scrolled) return
    onTab(shown.tab)
    // What is said and what has happened comes a moment after the deal, and grows.
    const observer = observed(scrolled, () => scrollToPlaces(scrolled, shown.places))
    return () => observer.disconnect()
  }, [panel, theirs, onTab])
  return null
}

/** Calls when what scrolls has got another height, and once now. */
function observed(scrolled: HTMLElement, changed: () => void): ResizeObserver {
  const observer = new ResizeObserver(changed)
  for (const part of scrolled.children) observer.observe(part)
  return observer
}
