import { BUILT_IN, type Figures } from './figures'
import { matches, orderOf, type ListParams } from './filters'
import type { Row, Transition } from './types'

/** A list as last read and since kept by events: the ids it shows, in order. */
export interface ListState {
  ids: string[]
  total: number
  totalIsMin: boolean
  nextCursor: string | null
  /** Positions the rows, and the total, were read at: older events are already in them. */
  seq: number
  totalSeq: number
}

/** The list after a change; "refetch" where only the server can say whether it belongs. */
export function place(
  list: ListState,
  type: string,
  params: ListParams,
  change: Transition,
  row: (id: string) => Row | undefined,
  seq: number = Infinity,
  figures: Figures = BUILT_IN,
): ListState | 'refetch' {
  const { id, before, after } = change
  const shown = list.ids.includes(id)
  // A row of ours that was not there before may be in the list already: its event can overtake the
  // answer to its request. What is shown has been counted; what a list read to its end does not show, not.
  const whole = list.nextCursor === null
  const was = before
    ? matches(before, params, figures)
    : shown || (before === null || whole ? false : undefined)
  const is = after !== null && matches(after, params, figures)
  if (is === undefined) return shown && before !== null ? list : 'refetch'
  if (was === undefined && !shown) return 'refetch'

  const counted = was === undefined ? shown : was
  const total =
    seq > list.totalSeq ? Math.max(0, list.total + Number(is) - Number(counted)) : list.total
  const order = orderOf(type, params.sort, figures)
  const ids = seq > list.seq ? arrange(list, order, change, is, row) : list.ids
  return total === list.total && ids === list.ids ? list : { ...list, ids, total }
}

function arrange(
  list: ListState,
  order: ReturnType<typeof orderOf>,
  { id, before, after }: Transition,
  belongs: boolean,
  row: (id: string) => Row | undefined,
): string[] {
  const at = list.ids.indexOf(id)
  if (!belongs || !after) return at < 0 ? list.ids : list.ids.filter((other) => other !== id)
  if (at >= 0 && (!order || (before && order(before, after) === 0))) return list.ids
  const others = at < 0 ? list.ids : list.ids.filter((other) => other !== id)
  if (!order) return before === null ? [id, ...others] : list.ids
  let index = others.findIndex((other) => {
    const there = row(other)
    return there !== undefined && order(after, there) < 0
  })
  if (index < 0) {
    // After the last row read: it is on a page not yet loaded, unless there is none.
    if (list.nextCursor !== null) return at < 0 ? list.ids : others
    index = others.length
  }
  return [...others.slice(0, index), id, ...others.slice(index)]
}
