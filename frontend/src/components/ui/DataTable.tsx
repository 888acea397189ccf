import {
  columnResizingFeature,
  columnSizingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
} from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { TableHeading } from './TableHeading'
import { TableRow } from './TableRow'
import { useCellKeys, type CellPlace, type CellStep } from './useCellKeys'

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

export interface RowSelection<T> {
  isSelected: (row: T) => boolean
  /** `range`: with all between this and the one chosen before. */
  toggle: (row: T, range: boolean) => void
  all: boolean | 'indeterminate'
  toggleAll: () => void
  labels: { row: string; all: string }
}

interface DataTableProps<T> {
  /** What it lists, for screen readers. */
  label: string
  columns: readonly TableColumn<T>[]
  rows: readonly T[]
  rowId: (row: T) => string
  /** "-amount": what it is sorted by. */
  sort?: string | undefined
  onSort?: (sort: string) => void
  /** Enter on the first column, or a click on its cell's link. */
  onOpen?: (row: T) => void
  onEndReached?: () => void
  /** Rows there are in all, where not all are read yet. */
  total?: number
  /** Rows to tick, for what is done to many. */
  selection?: RowSelection<T> | undefined
  /** Told the widths (pixels by column) that somebody has dragged. */
  onWidths?: (widths: Record<string, number>) => void
  /** Pixels; by the density setting by default. */
  rowHeight?: number
  /** Classes and style of a row: a flash in somebody's colour. */
  rowLook?: (row: T) => { className?: string; style?: React.CSSProperties }
  /** Below the rows: empty state, loading. */
  footer?: ReactNode
}

const NO_ROWS: never[] = []
const features = tableFeatures({ columnSizingFeature, columnResizingFeature })

/**
 * Rows by the hundred thousand: only those in sight are drawn. Arrows move, Enter edits (or opens,
 * in the first column), typing edits with that letter, Esc backs out.
 */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { label, columns, rows, rowId, sort, onSort, onOpen, onEndReached, rowLook, footer } = props
  const { selection, onWidths } = props
  const scroller = useRef<HTMLDivElement>(null)
  const height = useRowHeight(props.rowHeight)
  const definitions = useMemo<ColumnDef<typeof features, T>[]>(
    () =>
      columns.map(({ id, width = 160 }) => ({
        id,
        header: id,
        size: width,
        minSize: 72,
        maxSize: 640,
      })),
    [columns],
  )
  const table = useTable({
    features,
    columns: definitions,
    data: NO_ROWS, // it only keeps the widths: rows come sorted and paged from the server
    columnResizeMode: 'onChange',
  })
  const headers = table.getHeaderGroups()[0]?.headers ?? []
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
  })
  useEffect(() => virtual.measure(), [virtual, height])
  const editable = (place: CellPlace) => {
    const row = rows[place.row]
    const column = columns[place.column]
    return !!row && !!column?.editor && (column.editable?.(row) ?? true)
  }
  const at = ({ row, column }: CellPlace) => ({ row: rows[row], column: columns[column] })
  const { cells, onKeyDown, active, editing, tabStop } = useCellKeys({
    rows: rows.length,
    columns: columns.length,
    idAt: (index) => {
      const row = rows[index]
      return row && rowId(row)
    },
    indexOf: (id) => rows.findIndex((row) => rowId(row) === id),
    editable,
    opens: (place) => columns[place.column]?.opens ?? false,
    onClear: (place) => {
      const { row, column } = at(place)
      if (row) column?.onClear?.(row)
    },
    onSelect: (index, range) => {
      const row = rows[index]
      if (row) selection?.toggle(row, range)
    },
    copy: (place) => {
      const { row, column } = at(place)
      return row ? (column?.text?.(row) ?? '') : ''
    },
    onOpen: (index) => {
      const row = rows[index]
      if (row) onOpen?.(row)
    },
    reveal: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
    page: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / height) - 2),
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 30) onEndReached?.()
  }, [last, rows.length, onEndReached])
  const width = table.getTotalSize()
  const sizeList = headers.map((header) => header.getSize()).join(' ')
  const sizes = useMemo(() => sizeList.split(' ').map(Number), [sizeList])
  const toggle = useRef(selection?.toggle)
  useEffect(() => {
    toggle.current = selection?.toggle
  })
  const select = useCallback((row: T, range: boolean) => toggle.current?.(row, range), [])
  const widths = table.state.columnSizing
  useEffect(() => {
    if (Object.keys(widths).length > 0) onWidths?.(widths)
  }, [widths, onWidths])

  return (
    <div
      ref={scroller}
      className="relative min-h-0 grow scroll-pt-8 overflow-auto outline-none"
      // A cell scrolled into sight must not end up below the column that stays.
      style={{ scrollPaddingLeft: Math.min(headers[0]?.getSize() ?? 0, 260) }}
      onKeyDown={onKeyDown}
    >
      <div
        role="grid"
        aria-label={label}
        aria-rowcount={(props.total ?? rows.length) + 1}
        aria-colcount={columns.length}
        aria-multiselectable={selection ? true : undefined}
        style={{ width, minWidth: '100%' }}
      >
        <div role="rowgroup" className="sticky top-0 z-20">
          <div role="row" className="flex border-b bg-surface">
            {headers.map((header, index) => {
              const column = columns[index]
              if (!column) return null
              return (
                <TableHeading
                  key={header.id}
                  column={column}
                  width={header.getSize()}
                  sort={sort}
                  onSort={onSort}
                  first={index === 0}
                  startResize={header.getResizeHandler()}
                  selection={
                    index === 0 && selection
                      ? { ...selection, label: selection.labels.all }
                      : undefined
                  }
                />
              )
            })}
            <div aria-hidden className="grow" />
          </div>
        </div>
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index]
            if (!row) return null
            return (
              <TableRow
                key={rowId(row)}
                row={row}
                index={item.index}
                columns={columns}
                widths={sizes}
                start={item.start}
                height={item.size}
                cells={cells}
                active={active?.row === item.index ? active.column : null}
                tabStop={tabStop.row === item.index ? tabStop.column : null}
                editing={active?.row === item.index ? editing : null}
                selected={selection?.isSelected(row)}
                selectLabel={selection?.labels.row ?? ''}
                onSelect={select}
                look={rowLook?.(row)}
              />
            )
          })}
        </div>
      </div>
      {footer}
    </div>
  )
}

/** The density setting's row height, followed as it changes. */
function useRowHeight(fixed: number | undefined): number {
  const read = () => (document.documentElement.dataset['density'] === 'compact' ? 26 : 36)
  const [height, setHeight] = useState(read)
  useEffect(() => {
    const watcher = new MutationObserver(() => setHeight(read()))
    watcher.observe(document.documentElement, { attributeFilter: ['data-density'] })
    return () => watcher.disconnect()
  }, [])
  return fixed ?? height
}
