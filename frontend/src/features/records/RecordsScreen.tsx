import { useNavigate, useSearch } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/ui/Button'
import { useCommands } from '@/components/commands'
import { PageBar } from '@/components/PageBar'
import { useList, useMay, useMeta, type TypeMeta } from '@/sync'
import { readAddress, writeAddress, type ListAddress } from './address'
import { ColumnsMenu } from './ColumnsMenu'
import { FilterBar } from './FilterBar'
import { NewRecord } from './NewRecord'
import { RecordCards } from './RecordCards'
import { Count, More, RecordsBody, type Emptiness } from './RecordsBody'
import { RecordTable } from './RecordTable'
import { SearchBox } from './SearchBox'
import { SelectionBar } from './SelectionBar'
import { TableSkeleton } from './TableSkeleton'
import { useColumns } from './useColumns'
import { useNarrow } from './useNarrow'
import { useSelection } from './useSelection'

interface RecordsScreenProps {
  type: string
  hrefOf: (id: string) => string
  /** Asked for when one is made, after the required ones. */
  newFields: readonly string[]
  suggested?: Record<string, unknown>
  /** What to show while the organisation has none: teaches the first step. */
  empty: Emptiness
  /** More in the bar, before the button that makes one. */
  actions?: ReactNode
}

/** A type's records as a live table, drawn from what `GET /meta` says of it. */
export function RecordsScreen(props: RecordsScreenProps) {
  const about = useMeta()?.types[props.type]
  if (!about) return <TableSkeleton />
  return <Records key={props.type} {...props} about={about} />
}

function Records(props: RecordsScreenProps & { about: TypeMeta }) {
  const { type, about, hrefOf, newFields, empty, actions } = props
  const { t } = useTranslation()
  const navigate = useNavigate()
  const narrow = useNarrow()
  const [making, setMaking] = useState(false)
  const mayCreate = useMay(type, 'create')
  const search: Record<string, unknown> = useSearch({ strict: false })
  const address = useMemo(() => readAddress(search, about.fields), [search, about])
  const change = (next: Partial<ListAddress>) =>
    void navigate({
      to: '.',
      replace: true,
      search: (now: Record<string, unknown>) => writeAddress(now, next),
    })
  const sort = address.sort ?? about.default_sort ?? '-created_at'
  const params = {
    sort,
    filters: address.filters,
    ...(address.search ? { search: address.search } : {}),
  }
  const list = useList(type, params)
  const columns = useColumns(type, about)
  const selection = useSelection(list.rows)
  useNewCommand(about, mayCreate, () => setMaking(true))
  const narrowed = address.filters.length > 0 || address.search !== ''
  const untouched = list.status === 'ready' && list.total === 0 && !narrowed
  return (
    <>
      <PageBar
        title={
          <>
            {about.label_plural} <Count list={list} />
          </>
        }
      >
        <span className="grow" />
        {actions}
        {mayCreate && (
          <Button variant="primary" size="sm" onClick={() => setMaking(true)}>
            <Plus />
            <span className="max-sm:sr-only">
              {t('records.new', { label: about.label.toLowerCase() })}
            </span>
          </Button>
        )}
      </PageBar>
      {!untouched && (
        <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-1.5 border-b px-3 py-1.5">
          <SearchBox
            value={address.search}
            onChange={(text) => change({ search: text })}
            label={t('records.search', { label: about.label_plural.toLowerCase() })}
          />
          <FilterBar
            fields={about.fields}
            filters={address.filters}
            onChange={(filters) => change({ filters })}
          />
          <span className="grow" />
          {!narrow && <ColumnsMenu about={about} columns={columns} />}
        </div>
      )}
      <RecordsBody
        {...{ list, narrowed, about, empty }}
        onNew={mayCreate ? () => setMaking(true) : undefined}
        onEverything={() => change({ filters: [], search: '' })}
      >
        {narrow ? (
          <RecordCards
            type={type}
            label={about.label_plural}
            list={list}
            fields={columns.shown}
            hrefOf={hrefOf}
            footer={<More list={list} />}
          />
        ) : (
          <RecordTable
            {...{ type, list, columns, selection, sort, hrefOf }}
            label={about.label_plural}
            onSort={(next) => change({ sort: next })}
            footer={<More list={list} />}
          />
        )}
      </RecordsBody>
      <SelectionBar {...{ type, list, params, selection }} />
      <NewRecord
        type={type}
        about={about}
        fields={newFields}
        suggested={props.suggested}
        open={making}
        onOpenChange={setMaking}
      />
    </>
  )
}

function useNewCommand(about: TypeMeta, may: boolean, run: () => void): void {
  const { t } = useTranslation()
  useCommands(
    useMemo(
      () =>
        may
          ? [
              {
                id: `new ${about.entity}`,
                label: t('records.new', { label: about.label.toLowerCase() }),
                group: t('palette.actions'),
                keys: 'n',
                listed: false, // the palette has it on every screen
                icon: <Plus />,
                run,
              },
            ]
          : [],
      // eslint-disable-next-line react-hooks/exhaustive-deps -- `run` only sets a state
      [t, about, may],
    ),
  )
}
