import type { BoardScroll } from '@/components/following'

/** Where a board is scrolled to; `step` is from card top to card top. Undefined without columns. */
export function scrollOf(root: HTMLElement, step: number): BoardScroll | undefined {
  const left = root.getBoundingClientRect().left + inset(root)
  const lists: Record<string, number> = {}
  let first: { stage: string; x: number } | undefined
  for (const column of root.querySelectorAll<HTMLElement>('[data-stage]')) {
    const stage = column.dataset['stage'] ?? ''
    const box = column.getBoundingClientRect()
    if (!first && box.right > left + 1)
      first = { stage, x: round(Math.max(0, left - box.left) / box.width) }
    const list = column.querySelector('[data-list]')
    if (list && list.scrollTop > 1) lists[stage] = round(list.scrollTop / step)
  }
  return first && { ...first, lists }
}

/** Bring the columns to where they are on another board; what is there already stays untouched. */
export function scrollAcross(root: HTMLElement, { stage, x }: BoardScroll): void {
  const column = root.querySelector<HTMLElement>(`[data-stage="${CSS.escape(stage)}"]`)
  if (column) {
    const box = column.getBoundingClientRect()
    const by = box.left + x * box.width - root.getBoundingClientRect().left - inset(root)
    if (Math.abs(by) > 2) root.scrollBy({ left: by, behavior: 'instant' })
  }
}

/** The same of the lists in them. */
export function scrollLists(root: HTMLElement, step: number, { lists }: BoardScroll): void {
  for (const list of root.querySelectorAll<HTMLElement>('[data-list]')) {
    const top = (lists[list.dataset['list'] ?? ''] ?? 0) * step
    if (Math.abs(list.scrollTop - top) > 2) list.scrollTop = top
  }
}

/** Bring the column that an element is in, or is, into sight on the board. */
export function bringColumn(element: Element | null | undefined): void {
  const column = element?.closest('[data-stage]')
  column?.scrollIntoView({ inline: 'nearest', block: 'nearest', behavior: 'smooth' })
}

/** Of the columns with hits, the one to bring into sight: none if half of one is, else the next, or the last. */
export function hitToShow(root: Element, columns: readonly Element[]): Element | undefined {
  const view = root.getBoundingClientRect()
  const middles = columns.map((column) => {
    const { left, right } = column.getBoundingClientRect()
    return { column, x: (left + right) / 2 }
  })
  if (middles.some(({ x }) => x >= view.left && x <= view.right)) return undefined
  return (middles.find(({ x }) => x > view.right) ?? middles.at(-1))?.column
}

/** What another client has sent, if it is a scroll. */
export function readScroll(given: unknown): BoardScroll | undefined {
  const { stage, x, lists } = (given ?? {}) as Partial<Record<keyof BoardScroll, unknown>>
  if (typeof stage !== 'string' || !Number.isFinite(x)) return undefined
  const known = Object.entries((lists ?? {}) as Record<string, unknown>)
  const tops = known.filter(([, top]) => Number.isFinite(top)) as [string, number][]
  return { stage, x: x as number, lists: Object.fromEntries(tops) }
}

/** The board's own padding, before its first column. */
function inset(root: HTMLElement): number {
  return parseFloat(getComputedStyle(root).paddingLeft) || 0
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
