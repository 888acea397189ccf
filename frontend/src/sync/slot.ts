/**
 * Which of this browser's accounts a window shows. It is in the path (`/s/1/deals`), so that a
 * reload, a copied link, a restored window and a new tab all keep it; slot "0" has no prefix.
 */
export const slot: string = slotOf(globalThis.location?.pathname ?? '/')

/** The part of every path before the app's own: "" or "/s/1". */
export const basePath = slot === '0' ? '' : `/s/${slot}`

/** The slot a path belongs to. */
export function slotOf(path: string): string {
  return /^\/s\/([1-9]\d?)(?=\/|$)/.exec(path)?.[1] ?? '0'
}

/** The address of the app in another slot, for `window.open`. */
export function slotAddress(other: string, path = '/'): string {
  return other === '0' ? path : `/s/${other}${path}`
}
