/** A place on the board that means the same in every window: `y` counts card steps from the top of the stage's list. */
export interface BoardPoint {
  stage: string
  /** Share of the column's width, from its start. */
  x: number
  y: number
}

/** What a place is measured against: a column's box, and how far its list is scrolled. */
export interface ColumnBox {
  left: number
  width: number
  /** Where the list's own top edge is, scrolled part included. */
  listTop: number
  /** The part of the list in sight. */
  top: number
  bottom: number
}

/** Where a column stands on the screen; undefined for one that is not there. */
export function boxOf(root: HTMLElement | null, stage: string): ColumnBox | undefined {
  const column = root?.querySelector(`[data-stage="${CSS.escape(stage)}"]`)
  const list = column?.querySelector('[data-list]')
  if (!column || !list) return undefined
  const { left, width } = column.getBoundingClientRect()
  const { top, bottom } = list.getBoundingClientRect()
  return { left, width, listTop: top - list.scrollTop, top, bottom }
}

/** The point of the board at a place of the screen. */
export function pointAt(box: ColumnBox, stage: string, at: Place, step: number): BoardPoint {
  return {
    stage,
    x: round((at.left - box.left) / box.width),
    y: round((at.top - box.listTop) / step),
  }
}

export interface Place {
  left: number
  top: number
}

/** Where a point is on this screen; null while its part of the list is scrolled away. */
export function placeOf(box: ColumnBox, point: BoardPoint, step: number): Place | null {
  const top = box.listTop + point.y * step
  if (top < box.top - HEAD || top > box.bottom) return null
  return { left: box.left + point.x * box.width, top }
}

// The column's heading, over which a pointer may be as well.
const HEAD = 56

/** What another client has sent, if it is a point. */
export function readPoint(given: unknown): BoardPoint | undefined {
  const { stage, x, y } = (given ?? {}) as Partial<Record<keyof BoardPoint, unknown>>
  return typeof stage === 'string' && Number.isFinite(x) && Number.isFinite(y)
    ? { stage, x: x as number, y: y as number }
    : undefined
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
