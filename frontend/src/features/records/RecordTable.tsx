import { useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { DataTable } from '@/components/ui/DataTable'
import type { RowSelection, TableColumn } from '@/components/ui/tableColumns'
import { isNumeric, nameOf, patchOf, readField } from '@/components/records/fields'
import { showValue } from '@/components/records/showValue'
import { titleOf } from '@/components/records/titles'
import { useChanges, useMay, type ListResult, type Row } from '@/sync'
import { Cell } from './Cell'
import { cellEditing, type Save } from './cellEditing'
import { firstWidth } from './columns'
import type { Columns } from './useColumns'
import type { Selection } from './useSelection'

interface RecordTableProps {
  type: string
  /** What it lists, for screen readers: "Companies". */
  label: string
  list: ListResult
  columns: Columns
  selection: Selection
  sort: string
  onSort: (sort: string) => void
  hrefOf: (id: string) => string
  footer?: ReactNode
}

/** Records as a table: edited in its cells, live, read page by page as one scrolls. */
export function RecordTable(props: RecordTableProps) {
  const { type, label, list, columns, selection, sort, onSort, hrefOf, footer } = props
  const { t } = useTranslation()
  const navigate = useNavigate()
  const tableColumns = useTableColumns(type, columns, hrefOf)
  const { hasMore, loadMore } = list
  const onEndReached = useCallback(() => {
    if (hasMore) loadMore()
  }, [hasMore, loadMore])
  const mayDelete = useMay(type, 'delete')
  const every = selection.ids.size === list.rows.length && list.rows.length > 0
  // Ticking is for what can be done with many: without that, the boxes are only noise.
  const ticks: RowSelection<Row> | undefined = mayDelete
    ? {
        isSelected: (row) => selection.ids.has(row.id),
        toggle: selection.toggle,
        all: every || (selection.ids.size > 0 && 'indeterminate'),
        toggleAll: selection.toggleAll,
        labels: { row: t('table.select_row'), all: t('table.select_all') },
      }
    : undefined
  return (
    <DataTable
      label={label}
      columns={tableColumns}
      rows={list.rows}
      rowId={(row) => row.id}
      total={list.total}
      sort={sort}
      onSort={onSort}
      onOpen={(row) => void navigate({ to: hrefOf(row.id) })}
      onEndReached={onEndReached}
      onWidths={columns.widen}
      selection={ticks}
      footer={footer}
    />
  )
}

function useTableColumns(
  type: string,
  { shown, widths }: Columns,
  hrefOf: (id: string) => string,
): readonly TableColumn<Row>[] {
  const { update } = useChanges()
  const may = useMay(type, 'update')
  return useMemo(() => {
    const save: Save = (row, field, value, version) =>
      update(type, row.id, patchOf(field, value), version)
    return shown.map((field, index): TableColumn<Row> => {
      const isTitle = index === 0
      const name = nameOf(field)
      return {
        id: name,
        header: field.label,
        width: widths[name] ?? firstWidth(field, isTitle),
        align: isNumeric(field) ? 'end' : 'start',
        opens: isTitle,
        text: (row) => (isTitle ? titleOf(row) : showValue(readField(row, field), field, row)),
        ...(field.sortable ? { sort: name } : {}),
        cell: (row) => (
          <Cell type={type} row={row} field={field} href={isTitle ? hrefOf(row.id) : undefined} />
        ),
        ...(may ? cellEditing(field, save) : {}),
      }
    })
  }, [type, shown, widths, hrefOf, update, may])
}
