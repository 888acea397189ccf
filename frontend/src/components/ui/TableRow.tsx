import { memo, type CSSProperties } from 'react'
import { Checkbox } from './Checkbox'
import { cn } from './cn'
import type { TableColumn } from './tableColumns'
import type { CellActions } from './useCellKeys'

interface TableRowProps<T> {
  row: T
  index: number
  columns: readonly TableColumn<T>[]
  widths: readonly number[]
  /** Where it stands in the list, in pixels, and how high it is. */
  start: number
  height: number
  cells: CellActions
  /** The column of the cell one is in, if it is in this row. */
  active: number | null
  /** The column that Tab comes to, if it is in this row. */
  tabStop: number | null
  editing: { seed: string | undefined } | null
  /** undefined: rows can't be ticked. */
  selected: boolean | undefined
  selectLabel: string
  onSelect: (row: T, range: boolean) => void
  look?: { className?: string; style?: CSSProperties } | undefined
}

/** One row of the table, placed where the virtual list wants it. */
function Row<T extends object>(props: TableRowProps<T>) {
  const { row, index, columns, widths, selected, selectLabel, onSelect, look } = props
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={cn('group/row absolute inset-x-0 flex border-b bg-surface', look?.className)}
      style={{
        ...look?.style,
        height: props.height,
        transform: `translateY(${props.start}px)`,
      }}
    >
      {columns.map((column, at) => (
        <Cell key={column.id} {...props} column={column} at={at} width={widths[at]}>
          {at === 0 && selected !== undefined && (
            <Checkbox
              tabIndex={-1}
              checked={selected}
              aria-label={selectLabel}
              onDoubleClick={(event) => event.stopPropagation()}
              onClick={(event) => onSelect(row, event.shiftKey)}
              className={cn(
                'mr-2.5',
                !selected &&
                  'opacity-0 group-focus-within/row:opacity-100 group-hover/row:opacity-100 coarse:opacity-100',
              )}
            />
          )}
        </Cell>
      ))}
    </div>
  )
}

export const TableRow = memo(Row) as typeof Row

interface CellProps<T> extends TableRowProps<T> {
  column: TableColumn<T>
  at: number
  width: number | undefined
  /** Before the value. */
  children: React.ReactNode
}

function Cell<T extends object>(props: CellProps<T>) {
  const { row, index, column, at, width, cells, children } = props
  const place = { row: index, column: at }
  const editable = column.editor !== undefined && (column.editable?.(row) ?? true)
  const active = props.active === at
  const editing = active && editable ? props.editing : null
  return (
    <div
      role="gridcell"
      aria-colindex={at + 1}
      aria-readonly={!editable}
      tabIndex={props.tabStop === at ? 0 : -1}
      ref={(element) => cells.hold(place, element)}
      onFocus={(event) => event.target === event.currentTarget && cells.enter(place)}
      onDoubleClick={(event) => {
        event.preventDefault()
        cells.edit(place)
      }}
      className={cn(
        'relative flex shrink-0 items-center bg-surface px-2.5 outline-none group-hover/row:bg-[linear-gradient(var(--hover),var(--hover))]',
        props.selected && 'bg-accent-soft',
        at === 0 && 'sticky left-0 z-10 font-medium max-sm:max-w-[48vw]',
        column.align === 'end' && 'tabular justify-end text-right',
        active && !editing && 'z-10 shadow-[inset_0_0_0_2px_var(--focus)]',
        editing && 'z-30',
      )}
      style={{ width }}
    >
      {children}
      {editing ? (
        <div className="absolute inset-0 min-w-28 [&_.field]:h-full [&_.field]:rounded-none">
          {column.editor?.({ row, seed: editing.seed, done: cells.done })}
        </div>
      ) : (
        <span className="min-w-0 grow truncate">{column.cell(row)}</span>
      )}
    </div>
  )
}
