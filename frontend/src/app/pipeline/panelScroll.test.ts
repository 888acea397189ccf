// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest'
import { placesOf, readPanel, scrollToPlaces } from './panelScroll'

/** A panel whose places have these tops (at its own top: 0) and heights; what is indented is in the one above. */
function panelOf(scrollTop: number, places: [name: string, top: number, height: number][]) {
  const panel = document.createElement('div')
  panel.scrollTop = scrollTop
  let outer = panel
  for (const [name, top, height] of places) {
    const place = document.createElement('div')
    place.dataset['place'] = name.trim()
    vi.spyOn(place, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, top, 1, height))
    if (name.startsWith(' ')) outer.append(place)
    else panel.append((outer = place))
  }
  return panel
}

afterEach(() => vi.restoreAllMocks())

test('a panel’s scroll from elsewhere is read if it is one', () => {
  const scroll = { tab: 'timeline', places: { details: 0.5, amount: 0 } }
  expect(readPanel(scroll)).toEqual(scroll)
  expect(Object.keys(readPanel(scroll)?.places ?? {})).toEqual(['details', 'amount'])
  expect(readPanel({ tab: 'files', places: { note: 'far' } })).toEqual({ tab: 'files', places: {} })
  for (const bad of [undefined, null, {}, { tab: 'x', places: {} }, { tab: 'files', places: null }])
    expect(readPanel(bad)).toBeUndefined()
})

test('what is at the top is told from the section to what in it, with the share that is scrolled away', () => {
  const panel = panelOf(150, [
    ['head', -150, 100],
    ['details', -50, 200],
    [' name', -50, 40],
    [' amount', -10, 40],
    ['note', 150, 80],
  ])
  expect(placesOf(panel)).toEqual({ details: 0.25, amount: 0.25 })
  expect(placesOf(panelOf(0, [['head', 0, 100]]))).toEqual({})
})

test('a panel goes where the other is by the innermost place that both have', () => {
  const places = { details: 0.5, amount: 0.25 }
  const taller = panelOf(100, [
    ['details', 0, 600],
    [' amount', 200, 80],
  ])
  scrollToPlaces(taller, places)
  expect(taller.scrollTop).toBe(320)
  const without = panelOf(100, [['details', 0, 600]]) // whose reader does not see amounts
  scrollToPlaces(without, places)
  expect(without.scrollTop).toBe(400)
  scrollToPlaces(without, { elsewhere: 0 })
  expect(without.scrollTop).toBe(400)
  scrollToPlaces(without, {})
  expect(without.scrollTop).toBe(0)
})
