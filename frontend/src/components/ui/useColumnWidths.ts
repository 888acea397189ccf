import {
  columnResizingFeature,
  columnSizingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
} from '@tanstack/react-table'
import { useEffect, useMemo } from 'react'
import type { TableColumn } from './tableColumns'

const NO_ROWS: never[] = []
const features = tableFeatures({ columnSizingFeature, columnResizingFeature })

/** How wide the columns are (pixels), each by itself and in total, and what drags them; tells what was dragged. */
export function useColumnWidths<T extends object>(
  columns: readonly TableColumn<T>[],
  onWidths: ((widths: Record<string, number>) => void) | undefined,
) {
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
  const sizeList = headers.map((header) => header.getSize()).join(' ')
  const sizes = useMemo(() => sizeList.split(' ').map(Number), [sizeList])
  const widths = table.state.columnSizing
  useEffect(() => {
    if (Object.keys(widths).length > 0) onWidths?.(widths)
  }, [widths, onWidths])
  return { headers, sizes, total: table.getTotalSize() }
}
