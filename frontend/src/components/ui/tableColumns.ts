import type { ReactNode } from 'react'
import type { CellStep } from './useCellKeys'

/** A column of a DataTable. */
export interface TableColumn<T> {
  id: string
  header: string
  width?: number
  align?: 'start' | 'end'
  /** What to sort by; without it the heading does nothing. */
  sort?: string
  cell: (row: T) => ReactNode
  /** Opens in place over the cell; `seed` is the letter typed. Returning null: not editable. */
  editor?: (edit: {
    row: T
    seed: string | undefined
    done: (step?: CellStep) => void
  }) => ReactNode
  editable?: (row: T) => boolean
  /** Enter opens the row from this column; typing or F2 still edits. */
  opens?: boolean
  /** Delete or Backspace empties the cell. */
  onClear?: (row: T) => void
  /** What Ctrl+C copies. */
  text?: (row: T) => string
}

/** Rows that are ticked, for what is done to many. */
export interface RowSelection<T> {
  isSelected: (row: T) => boolean
  /** `range`: with all between this and the one chosen before. */
  toggle: (row: T, range: boolean) => void
  all: boolean | 'indeterminate'
  toggleAll: () => void
  labels: { row: string; all: string }
}
