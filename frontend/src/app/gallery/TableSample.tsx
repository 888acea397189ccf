import { useMemo, useState } from 'react'
import { Badge } from '@/components/ui/Badge'
import { DataTable } from '@/components/ui/DataTable'
import type { TableColumn } from '@/components/ui/tableColumns'
import { TextEditor } from '@/components/ui/TextEditor'
import { formatMoney } from '@/format/money'

interface Sample {
  id: string
  name: string
  city: string
  amount: string
}

const CITIES = ['Porto', 'Ghent', 'Malmö', 'Turin', 'Cork']

/** A table of invented rows: sorting, keys, editing, a hundred thousand of them. */
export function TableSample({ count }: { count: number }) {
  const [cities, setCities] = useState<Record<string, string>>({})
  const [sort, setSort] = useState('name')
  const rows = useMemo<Sample[]>(
    () =>
      Array.from({ length: count }, (_, index) => ({
        id: String(index),
        name: `Company ${index + 1}`,
        city: cities[index] ?? CITIES[index % CITIES.length] ?? '',
        amount: `${(index * 7919) % 90000}.00`,
      })),
    [count, cities],
  )
  const columns = useMemo<TableColumn<Sample>[]>(
    () => [
      { id: 'name', header: 'Name', width: 240, sort: 'name', cell: (row) => row.name },
      {
        id: 'city',
        header: 'City',
        cell: (row) => <Badge>{row.city}</Badge>,
        editor: ({ row, seed, done }) => (
          <TextEditor
            label="City"
            initial={seed ?? row.city}
            onCommit={(text) => {
              setCities((all) => ({ ...all, [row.id]: text }))
              done()
            }}
            onCancel={done}
          />
        ),
      },
      {
        id: 'amount',
        header: 'Amount',
        align: 'end',
        sort: 'amount',
        cell: (row) => formatMoney(row.amount, 'EUR'),
      },
    ],
    [],
  )
  return (
    <section className="flex h-96 flex-col overflow-hidden rounded-lg border bg-surface">
      <DataTable
        label="Companies"
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        sort={sort}
        onSort={setSort}
      />
    </section>
  )
}
