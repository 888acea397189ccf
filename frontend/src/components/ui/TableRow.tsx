import type { CSSProperties } from 'react'
import { Checkbox } from './Checkbox'
import { cn } from './cn'
import type { RowSelection, TableColumn } from './DataTable'
import type { useCellKeys } from './useCellKeys'

interface TableRowProps<T> {
  row: T
  index: number
  columns: readonly TableColumn<T>[]
  widths: readonly number[]
  cells: ReturnType<typeof useCellKeys>
  editable: (place: { row: number; column: number }) => boolean
  selection: RowSelection<T> | undefined
  style: CSSProperties
  className?: string | undefined
}

/** One row of the table, placed where the virtual list wants it. */
export function TableRow<T extends object>(props: TableRowProps<T>) {
  const { row, index, columns, widths, cells, editable, selection, style, className } = props
  const selected = selection?.isSelected(row) ?? false
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selection ? selected : undefined}
      className={cn('group/row absolute inset-x-0 flex border-b bg-surface', className)}
      style={style}
    >
      {columns.map((column, at) => {
        const place = { row: index, column: at }
        const active = cells.isActive(place)
        const editing = active && cells.editing !== null && editable(place)
        return (
          <div
            key={column.id}
            role="gridcell"
            aria-colindex={at + 1}
            aria-readonly={!editable(place)}
            {...cells.bind(place)}
            className={cn(
              'relative flex shrink-0 items-center bg-surface px-2.5 outline-none group-hover/row:bg-[linear-gradient(var(--hover),var(--hover))]',
              selected && 'bg-accent-soft',
              at === 0 && 'sticky left-0 z-10 font-medium max-sm:max-w-[48vw]',
              column.align === 'end' && 'tabular justify-end text-right',
              active && !editing && 'z-10 shadow-[inset_0_0_0_2px_var(--focus)]',
              editing && 'z-30',
            )}
            style={{ width: widths[at] }}
          >
            {at === 0 && selection && (
              <Checkbox
                tabIndex={-1}
                checked={selected}
                aria-label={selection.labels.row}
                onDoubleClick={(event) => event.stopPropagation()}
                onClick={(event) => selection.toggle(row, event.shiftKey)}
                className={cn(
                  'mr-2.5',
                  !selected &&
                    'opacity-0 group-focus-within/row:opacity-100 group-hover/row:opacity-100 coarse:opacity-100',
                )}
              />
            )}
            {editing ? (
              <div className="absolute inset-0 min-w-28 [&_.field]:h-full [&_.field]:rounded-none">
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
}
