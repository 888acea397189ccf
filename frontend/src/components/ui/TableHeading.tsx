import { ArrowDown, ArrowUp } from 'lucide-react'
import type { TouchEvent, MouseEvent } from 'react'
import { Checkbox } from './Checkbox'
import { cn } from './cn'
import type { TableColumn } from './tableColumns'

interface TableHeadingProps {
  column: Pick<TableColumn<never>, 'header' | 'sort' | 'align'>
  width: number
  /** "-amount": what the table is sorted by. */
  sort: string | undefined
  onSort: ((sort: string) => void) | undefined
  /** Stays at the edge while the others scroll. */
  first: boolean
  selection: { all: boolean | 'indeterminate'; toggleAll: () => void; label: string } | undefined
  startResize: (event: MouseEvent | TouchEvent) => void
}

/** A column's name: a click sorts by it, then the other way round; its edge drags the width. */
export function TableHeading(props: TableHeadingProps) {
  const { column, width, sort, onSort, first, selection, startResize } = props
  const down = sort === `-${column.sort}`
  const sorted = column.sort !== undefined && (down || sort === column.sort)
  const Arrow = down ? ArrowDown : ArrowUp
  const end = column.align === 'end'
  return (
    <div
      role="columnheader"
      aria-sort={sorted ? (down ? 'descending' : 'ascending') : undefined}
      className={cn(
        'relative flex h-8 shrink-0 items-center',
        first && 'sticky left-0 z-10 bg-surface max-sm:max-w-[48vw]',
      )}
      style={{ width }}
    >
      {selection && (
        <Checkbox
          checked={selection.all}
          aria-label={selection.label}
          onCheckedChange={selection.toggleAll}
          className="mr-1 ml-2.5"
        />
      )}
      {column.sort && onSort ? (
        <button
          type="button"
          onClick={() => onSort(sorted && !down ? `-${column.sort}` : (column.sort ?? ''))}
          className={cn(
            'flex h-full min-w-0 grow items-center gap-1 pr-2.5 text-sm font-medium text-muted hover:bg-hover hover:text-text focus-visible:-outline-offset-2',
            selection ? 'pl-1.5' : 'pl-2.5', // the box keeps 24 px to itself
            end && 'justify-end',
            sorted && 'text-text',
          )}
        >
          <span className="truncate">{column.header}</span>
          {sorted && <Arrow aria-hidden className="size-3.5 shrink-0" />}
        </button>
      ) : (
        <span
          className={cn(
            'min-w-0 grow truncate px-2.5 text-sm font-medium text-muted',
            end && 'text-right',
          )}
        >
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
