import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ReadError } from '@/components/ReadError'
import { Button } from '@/components/ui/Button'
import { EmptyState } from '@/components/ui/States'
import { personStyle } from '@/components/ui/Avatar'
import { FieldValue } from '@/components/records/FieldValue'
import { nameOf, readField } from '@/components/records/fields'
import { titleOf } from '@/components/records/titles'
import { useFieldAccess, useFlash, useList, useMay, useMeta, type Field, type Row } from '@/sync'
import { NewRecord } from './NewRecord'
import { TableSkeleton } from './TableSkeleton'

interface RelatedRecordsProps {
  type: string
  /** The field that points back: contacts by `company_id`. */
  by: string
  id: string
  /** Told beside the title. */
  shown: readonly string[]
  newFields: readonly string[]
  /** What a new one begins with, beside the link back. */
  given?: Record<string, unknown>
  suggested?: Record<string, unknown>
  hrefOf: (id: string) => string
  icon: ReactNode
}

/** The records that point to this one, live, with a way to add another. */
export function RelatedRecords(props: RelatedRecordsProps) {
  const { type, by, id, shown, newFields, given, suggested, hrefOf, icon } = props
  const { t } = useTranslation()
  const about = useMeta()?.types[type]
  const may = useMay(type, 'create')
  const [making, setMaking] = useState(false)
  const list = useRelated(type, by, id)
  if (!about || list.status === 'loading') return <TableSkeleton />
  if (list.status === 'error')
    return <ReadError part className="m-4" error={list.error} retry={list.retry} />
  const label = about.label.toLowerCase()
  const make = may && (
    <Button size="sm" onClick={() => setMaking(true)}>
      <Plus />
      {t('records.new', { label })}
    </Button>
  )
  const fields = shown.flatMap((key) => about.fields.find((field) => nameOf(field) === key) ?? [])
  return (
    <>
      {list.rows.length === 0 ? (
        <EmptyState
          className="grow"
          icon={icon}
          title={t('records.none_related', { label: about.label_plural.toLowerCase() })}
          action={make}
        />
      ) : (
        <>
          <ul>
            {list.rows.map((row) => (
              <li key={row.id} className="relative border-b">
                <RelatedRow {...{ type, row, fields }} href={hrefOf(row.id)} />
              </li>
            ))}
          </ul>
          <div className="flex gap-2 p-3">
            {make}
            {list.hasMore && (
              <Button size="sm" variant="ghost" onClick={list.loadMore}>
                {t('records.show_more')}
              </Button>
            )}
          </div>
        </>
      )}
      <NewRecord
        type={type}
        about={about}
        fields={newFields}
        given={{ ...given, [by]: id }}
        suggested={suggested}
        open={making}
        onOpenChange={setMaking}
      />
    </>
  )
}

/** The same list, for its count in a tab. */
export function useRelated(type: string, by: string, id: string) {
  // Who may not see what a record is linked to can't be shown it from the other end either.
  const hidden = useFieldAccess(type, by) === 'none'
  const filters = [{ field: by, op: 'eq' as const, value: id }]
  return { ...useList(type, { sort: 'name', limit: 50, filters }, !hidden), hidden }
}

interface RelatedRowProps {
  type: string
  row: Row
  fields: readonly Field[]
  href: string
}

function RelatedRow({ type, row, fields, href }: RelatedRowProps) {
  const flash = useFlash(type, row.id)
  return (
    <Link to={href} className="flex min-h-10 items-center gap-4 px-4 py-1.5 hover:bg-hover">
      {flash && (
        <span
          key={flash.at}
          aria-hidden
          style={personStyle(flash.actor)}
          className="pointer-events-none absolute inset-0 animate-pulse-once"
        />
      )}
      <span className="relative min-w-0 grow basis-0 truncate font-medium">{titleOf(row)}</span>
      {fields.map((field, index) => (
        <span
          key={nameOf(field)}
          className={`relative flex min-w-0 shrink basis-36 text-muted ${index > 0 ? 'max-sm:hidden' : ''} ${field.kind === 'money' ? 'tabular justify-end text-text' : ''}`}
        >
          <FieldValue field={field} value={readField(row, field)} row={row} />
        </span>
      ))}
    </Link>
  )
}
