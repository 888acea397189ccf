import type { PanelScroll } from '@/components/following'

const TABS = ['comments', 'timeline', 'files']

/**
 * What is at the top of an open record's panel, by `data-place`: the section, then what in it, each with
 * the share of it that is scrolled away. Nothing while it is at its top.
 */
export function placesOf(panel: HTMLElement): PanelScroll['places'] {
  if (panel.scrollTop <= 1) return {}
  const { top } = panel.getBoundingClientRect()
  const below = [...panel.querySelectorAll<HTMLElement>('[data-place]')].filter(
    (place) => place.getBoundingClientRect().bottom > top + 1,
  )
  const places: Record<string, number> = {}
  // Of those that are not scrolled away the first is the outermost, and the next the first one in it.
  let within = below[0]
  while (within) {
    const outer: HTMLElement = within
    const box = outer.getBoundingClientRect()
    const share = box.height > 0 ? Math.max(0, top - box.top) / box.height : 0
    places[outer.dataset['place'] ?? ''] = Math.round(share * 1_000) / 1_000
    within = below.find((one) => one !== outer && outer.contains(one))
  }
  return places
}

/** Bring the innermost of these places that is in this panel, too, to where it is in the other. */
export function scrollToPlaces(panel: HTMLElement, places: PanelScroll['places']): void {
  if (Object.keys(places).length === 0) return void (panel.scrollTop = 0)
  const found = Object.entries(places).flatMap(([name, share]) => {
    const place = panel.querySelector(`[data-place="${CSS.escape(name)}"]`)
    return place ? [{ box: place.getBoundingClientRect(), share }] : []
  })
  const inner = found.at(-1)
  if (!inner) return
  const by = inner.box.top + inner.share * inner.box.height - panel.getBoundingClientRect().top
  if (Math.abs(by) > 2) panel.scrollTop += by
}

/** What another client has sent, if it is a panel's scroll. */
export function readPanel(given: unknown): PanelScroll | undefined {
  const { tab, places } = (given ?? {}) as Partial<Record<keyof PanelScroll, unknown>>
  const known = typeof tab === 'string' && TABS.includes(tab)
  if (!known || typeof places !== 'object' || places === null) return undefined
  const shares = Object.entries(places).filter(([, share]) => Number.isFinite(share))
  return { tab, places: Object.fromEntries(shares) }
}
