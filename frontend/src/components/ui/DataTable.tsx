import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useRef, type ReactNode } from 'react'
import { TableHeading } from './TableHeading'
import type { RowSelection, TableColumn } from './tableColumns'
import { TableRow } from './TableRow'
import { useCellKeys, type CellPlace } from './useCellKeys'
import { useColumnWidths } from './useColumnWidths'
import { useRowHeight } from './useRowHeight'

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

/**
 * Rows by the hundred thousand: only those in sight are drawn. Arrows move, Enter edits (or opens,
 * in the first column), typing edits with that letter, Esc backs out.
 */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { label, columns, rows, rowId, sort, onSort, onOpen, onEndReached, rowLook, footer } = props
  const { selection, onWidths } = props
  const scroller = useRef<HTMLDivElement>(null)
  const height = useRowHeight(props.rowHeight)
  const { headers, sizes, total } = useColumnWidths(columns, onWidths)
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
  const toggle = useRef(selection?.toggle)
  useEffect(() => {
    toggle.current = selection?.toggle
  })
  const select = useCallback((row: T, range: boolean) => toggle.current?.(row, range), [])

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
        style={{ width: total, minWidth: '100%' }}
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
