import {
  useCallback,
  useEffect,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
} from 'react'

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
  const [active, setActive] = useState<CellPlace | null>(null)
  const [editing, setEditing] = useState<{ seed: string | undefined } | null>(null)
  const wantsFocus = useRef(false)
  const elements = useRef(new Map<string, HTMLElement>())
  const at = active ?? { row: 0, column: 0 }

  useEffect(() => {
    if (!wantsFocus.current || !active || editing) return
    // A row just scrolled into sight is drawn a frame later.
    const frame = requestAnimationFrame(() => {
      const cell = elements.current.get(`${active.row}/${active.column}`)
      cell?.focus({ preventScroll: true })
      cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
      wantsFocus.current = false
    })
    return () => cancelAnimationFrame(frame)
  }, [active, editing])

  function go(row: number, column: number): void {
    const place = {
      row: Math.max(0, Math.min(rows - 1, row)),
      column: Math.max(0, Math.min(columns - 1, column)),
    }
    wantsFocus.current = true
    reveal(place.row)
    setActive(place)
  }

  const stopEditing = useCallback(
    (step: CellStep = 'stay') => {
      const [down, right] = STEPS[step]
      wantsFocus.current = true
      setEditing(null)
      setActive(
        (place) =>
          place && {
            row: Math.max(0, Math.min(rows - 1, place.row + down)),
            column: Math.max(0, Math.min(columns - 1, place.column + right)),
          },
      )
    },
    [rows, columns],
  )

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
        editable(at) && !keys.opens(at) ? setEditing({ seed: undefined }) : onOpen(at.row),
      Delete: () => editable(at) && keys.onClear(at),
      Backspace: () => editable(at) && keys.onClear(at),
      ' ': () => keys.onSelect(at.row, event.shiftKey),
      F2: () => editable(at) && setEditing({ seed: undefined }),
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
      setEditing({ seed: event.key })
    }
  }

  return {
    editing,
    stopEditing,
    onKeyDown,
    isActive: (place: CellPlace) => active?.row === place.row && active.column === place.column,
    /** Attributes of a cell. */
    bind: (place: CellPlace) => ({
      tabIndex: at.row === place.row && at.column === place.column ? 0 : -1,
      ref: (element: HTMLElement | null) => {
        const key = `${place.row}/${place.column}`
        if (element) elements.current.set(key, element)
        else elements.current.delete(key)
      },
      onFocus: (event: FocusEvent) => {
        if (event.target === event.currentTarget) setActive(place)
      },
      onDoubleClick: (event: MouseEvent) => {
        event.preventDefault()
        setActive(place)
        if (editable(place)) setEditing({ seed: undefined })
      },
    }),
  }
}
