import { useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'

export interface CellPlace {
  row: number
  column: number
}

/** Where an edit leads: it stays, or goes on to a neighbour. */
export type CellStep = 'stay' | 'down' | 'up' | 'next' | 'previous'

const STEPS: Record<CellStep, readonly [row: number, column: number]> = {
  stay: [0, 0],
  down: [1, 0],
  up: [-1, 0],
  next: [0, 1],
  previous: [0, -1],
}

interface CellKeys {
  rows: number
  /** Which row stands at an index: the cell one is in stays with its row when others come and go. */
  idAt: (row: number) => string | undefined
  indexOf: (id: string) => number
  columns: number
  editable: (place: CellPlace) => boolean
  /** Whether Enter opens the row from here rather than editing. */
  opens: (place: CellPlace) => boolean
  /** Delete or Backspace on a cell that can be edited. */
  onClear: (place: CellPlace) => void
  /** Space: choose the row; with Shift, all up to it. */
  onSelect: (row: number, range: boolean) => void
  /** What Ctrl+C copies. */
  copy: (place: CellPlace) => string
  /** Enter where nothing can be edited. */
  onOpen: (row: number) => void
  /** Bring a row into sight. */
  reveal: (row: number) => void
  /** Rows of a screenful. */
  page: () => number
}

/** Moving through a grid by keyboard, one cell in the tab order (WAI-ARIA's grid pattern). */
export function useCellKeys(keys: CellKeys) {
  const { rows, columns, editable, onOpen, reveal, page } = keys
  const [focus, setFocus] = useState<(CellPlace & { id: string | undefined }) | null>(null)
  const [edit, setEdit] = useState<{ seed: string | undefined } | null>(null)
  const wantsFocus = useRef(false)
  const elements = useRef(new Map<string, HTMLElement>())
  const { active, gone } = located(focus, keys)
  // A row deleted under the caret takes its editor along; nothing is written to its neighbour.
  const editing = gone ? null : edit
  const at = active ?? { row: 0, column: 0 }
  const [row, column] = [active?.row, active?.column]

  function setActive(place: CellPlace | null): void {
    setFocus(place && { ...place, id: keys.idAt(place.row) })
  }

  useEffect(() => {
    if (!wantsFocus.current || row === undefined || editing) return
    // A row just scrolled into sight is drawn a frame later.
    const frame = requestAnimationFrame(() => {
      wantsFocus.current = false
      // Whoever clicked into the search meanwhile stays there.
      const here = document.activeElement
      if (here && here !== document.body && !here.closest('[role=grid]')) return
      const cell = elements.current.get(`${row}/${column}`)
      cell?.focus({ preventScroll: true })
      cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    })
    return () => cancelAnimationFrame(frame)
  }, [row, column, focus, editing])

  function go(row: number, column: number): void {
    const place = {
      row: Math.max(0, Math.min(rows - 1, row)),
      column: Math.max(0, Math.min(columns - 1, column)),
    }
    wantsFocus.current = true
    reveal(place.row)
    setActive(place)
  }

  function stopEditing(step: CellStep = 'stay'): void {
    const [down, right] = STEPS[step]
    setEdit(null)
    go(at.row + down, at.column + right)
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (editing || !active || (event.target as HTMLElement).closest('[role=gridcell]') === null)
      return
    const far = event.ctrlKey || event.metaKey
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(far ? rows - 1 : at.row + 1, at.column),
      ArrowUp: () => go(far ? 0 : at.row - 1, at.column),
      ArrowRight: () => go(at.row, at.column + 1),
      ArrowLeft: () => go(at.row, at.column - 1),
      PageDown: () => go(at.row + page(), at.column),
      PageUp: () => go(at.row - page(), at.column),
      Home: () => go(far ? 0 : at.row, 0),
      End: () => go(far ? rows - 1 : at.row, columns - 1),
      Enter: () =>
        editable(at) && !keys.opens(at) ? setEdit({ seed: undefined }) : onOpen(at.row),
      Delete: () => editable(at) && keys.onClear(at),
      Backspace: () => editable(at) && keys.onClear(at),
      ' ': () => keys.onSelect(at.row, event.shiftKey),
      F2: () => editable(at) && setEdit({ seed: undefined }),
      Escape: () => setActive(null),
    }
    if (far && event.key === 'c' && !getSelection()?.toString()) {
      void navigator.clipboard?.writeText(keys.copy(at))
      return event.preventDefault()
    }
    const move = moves[event.key]
    if (move) {
      event.preventDefault()
      if (event.key === 'Escape') event.stopPropagation()
      return move()
    }
    if (event.key.length === 1 && event.key !== ' ' && !far && !event.altKey && editable(at)) {
      event.preventDefault()
      setEdit({ seed: event.key })
    }
  }

  const doing = {
    enter: setActive,
    edit: (place: CellPlace) => {
      setActive(place)
      if (editable(place)) setEdit({ seed: undefined })
    },
    done: stopEditing,
  }
  const latest = useRef(doing)
  useLayoutEffect(() => {
    latest.current = doing
  })
  // The same object for ever, so that a row is drawn anew only when something of it changes.
  const cells = useMemo<CellActions>(
    () => ({
      hold: ({ row, column }, element) => {
        const key = `${row}/${column}`
        if (element) elements.current.set(key, element)
        else elements.current.delete(key)
      },
      enter: (place) => latest.current.enter(place),
      edit: (place) => latest.current.edit(place),
      done: (step) => latest.current.done(step),
    }),
    [],
  )
  return { cells, onKeyDown, active, editing, tabStop: at }
}

/** What a row's cells tell the grid. */
export interface CellActions {
  /** Where a cell's element is, to give it the focus. */
  hold: (place: CellPlace, element: HTMLElement | null) => void
  enter: (place: CellPlace) => void
  edit: (place: CellPlace) => void
  done: (step?: CellStep) => void
}

/** Where the cell one is in stands now; `gone` when its row is no longer there. */
function located(
  focus: (CellPlace & { id: string | undefined }) | null,
  { rows, idAt, indexOf }: CellKeys,
): { active: CellPlace | null; gone: boolean } {
  if (!focus) return { active: null, gone: false }
  const { id, row, column } = focus
  if (idAt(row) === id) return { active: { row, column }, gone: false }
  const now = id === undefined ? -1 : indexOf(id)
  if (now >= 0) return { active: { row: now, column }, gone: false }
  return { active: { row: Math.max(0, Math.min(rows - 1, row)), column }, gone: true }
}
