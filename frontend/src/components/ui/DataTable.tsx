import {
  columnResizingFeature,
  columnSizingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
  type Header,
} from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { cn } from './cn'
import { useCellKeys, type CellPlace } from './useCellKeys'

export interface TableColumn<T> {
  id: string
  header: string
  width?: number
  align?: 'start' | 'end'
  /** What to sort by; without it the heading does nothing. */
  sort?: string
  cell: (row: T) => ReactNode
  /** Opens in place over the cell; `seed` is the letter typed. Returning null: not editable. */
  editor?: (edit: { row: T; seed: string | undefined; done: () => void }) => ReactNode
  editable?: (row: T) => boolean
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
  /** Pixels; by the density setting by default. */
  rowHeight?: number
  /** Classes and style of a row: a flash in somebody's colour. */
  rowLook?: (row: T) => { className?: string; style?: React.CSSProperties }
  /** Below the rows: empty state, loading. */
  footer?: ReactNode
}

const features = tableFeatures({ columnSizingFeature, columnResizingFeature })

/**
 * Rows by the hundred thousand: only those in sight are drawn. Arrows move, Enter edits (or opens,
 * in the first column), typing edits with that letter, Esc backs out.
 */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { label, columns, rows, rowId, sort, onSort, onOpen, onEndReached, rowLook, footer } = props
  const scroller = useRef<HTMLDivElement>(null)
  const height = useRowHeight(props.rowHeight)
  const definitions = useMemo<ColumnDef<typeof features, T>[]>(
    () => columns.map(({ id, width = 160 }) => ({ id, header: id, size: width, minSize: 72, maxSize: 640 })),
    [columns],
  )
  const data = useMemo(() => [...rows], [rows])
  const table = useTable({ features, columns: definitions, data, getRowId: rowId, columnResizeMode: 'onChange' })
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
  const cells = useCellKeys({
    rows: rows.length,
    columns: columns.length,
    editable,
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

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      className="relative min-h-0 grow overflow-auto outline-none [--first:inherit]"
      onKeyDown={cells.onKeyDown}
    >
      <div role="rowgroup" className="sticky top-0 z-20" style={{ width, minWidth: '100%' }}>
        <div role="row" className="flex border-b bg-surface">
          {headers.map((header, index) => {
            const column = columns[index]
            return column && <Heading key={header.id} header={header} column={column} sort={sort} onSort={onSort} first={index === 0} />
          })}
          <div aria-hidden className="grow" />
        </div>
      </div>
      <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize(), width, minWidth: '100%' }}>
        {items.map((item) => {
          const row = rows[item.index]
          if (!row) return null
          const look = rowLook?.(row)
          return (
            <div
              key={rowId(row)}
              role="row"
              aria-rowindex={item.index + 2}
              className={cn('group/row absolute inset-x-0 flex border-b hover:bg-hover', look?.className)}
              style={{ ...look?.style, height: item.size, transform: `translateY(${item.start}px)` }}
            >
              {columns.map((column, index) => {
                const place = { row: item.index, column: index }
                const active = cells.isActive(place)
                const editing = active && cells.editing !== null && editable(place)
                return (
                  <div
                    key={column.id}
                    role="gridcell"
                    aria-colindex={index + 1}
                    aria-readonly={!editable(place)}
                    {...cells.bind(place)}
                    className={cn(
                      'relative flex shrink-0 items-center px-2.5 outline-none',
                      index === 0 && 'sticky left-0 z-10 bg-surface font-medium group-hover/row:bg-[linear-gradient(var(--hover),var(--hover))] max-sm:max-w-[48vw]',
                      column.align === 'end' && 'tabular justify-end text-right',
                      active && !editing && 'z-10 shadow-[inset_0_0_0_2px_var(--focus)]',
                      editing && 'z-30',
                    )}
                    style={{ width: headers[index]?.getSize() }}
                  >
                    {editing ? (
                      <div className="absolute inset-0 min-w-40 [&_.field]:h-full [&_.field]:rounded-none">
                        {column.editor?.({ row, seed: cells.editing?.seed, done: cells.stopEditing })}
                      </div>
                    ) : (
                      <span className="min-w-0 grow truncate">{column.cell(row)}</span>
                    )}
                  </div>
                )
              })}
            </div>
          )
        })}
      </div>
      {footer}
    </div>
  )
}

interface HeadingProps<T extends object> {
  header: Header<typeof features, T>
  column: TableColumn<T>
  sort: string | undefined
  onSort: ((sort: string) => void) | undefined
  first: boolean
}

function Heading<T extends object>({ header, column, sort, onSort, first }: HeadingProps<T>) {
  const down = sort === `-${column.sort}`
  const sorted = column.sort !== undefined && (down || sort === column.sort)
  const startResize = header.getResizeHandler()
  const Arrow = down ? ArrowDown : ArrowUp
  return (
    <div
      role="columnheader"
      aria-sort={sorted ? (down ? 'descending' : 'ascending') : undefined}
      className={cn('relative flex h-8 shrink-0 items-center', first && 'sticky left-0 z-10 bg-surface max-sm:max-w-[48vw]')}
      style={{ width: header.getSize() }}
    >
      {column.sort && onSort ? (
        <button
          type="button"
          onClick={() => onSort(sorted && !down ? `-${column.sort}` : (column.sort ?? ''))}
          className={cn(
            'flex h-full w-full items-center gap-1 px-2.5 text-sm font-medium text-muted hover:bg-hover hover:text-text focus-visible:-outline-offset-2',
            column.align === 'end' && 'justify-end',
            sorted && 'text-text',
          )}
        >
          <span className="truncate">{column.header}</span>
          {sorted && <Arrow aria-hidden className="size-3.5 shrink-0" />}
        </button>
      ) : (
        <span className={cn('w-full truncate px-2.5 text-sm font-medium text-muted', column.align === 'end' && 'text-right')}>
          {column.header}
        </span>
      )}
      <span
        aria-hidden
        onMouseDown={startResize}
        onTouchStart={startResize}
        className="absolute inset-y-0 right-0 w-1.5 cursor-col-resize touch-none hover:bg-line-strong"
      />
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
