import { useNavigate } from '@tanstack/react-router'
import { SearchX } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { AvatarStack } from '@/components/ui/Avatar'
import { Button } from '@/components/ui/Button'
import { EmptyState } from '@/components/ui/States'
import { PageBar } from '@/components/PageBar'
import { RecordFields } from '@/components/records/RecordFields'
import { RecordTitle } from '@/components/records/RecordTitle'
import { titleOf } from '@/components/records/titles'
import { ReadError } from '@/components/ReadError'
import { topicOf, useMay, useMeta, usePresence, useRecord, type Row, type TypeMeta } from '@/sync'
import { orderedFields } from './fieldOrder'
import { RecordActions } from './RecordActions'
import { RecordTabs, type RecordTab } from './RecordTabs'
import { TableSkeleton } from './TableSkeleton'

interface RecordPageProps {
  type: string
  id: string
  /** Where its list is: the breadcrumb, and where one goes after deleting it. */
  listHref: string
  /** Fields that come first, by key; the others follow. */
  lead: readonly string[]
  /** What stands beside the fields: related records, comments, files. */
  tabs: (row: Row) => readonly RecordTab[]
}

/** One record: its title and fields at the side, what belongs to it in tabs; live throughout. */
export function RecordPage(props: RecordPageProps) {
  const { type, id } = props
  const { t } = useTranslation()
  const navigate = useNavigate()
  const about = useMeta()?.types[type]
  const { row, status, error, retry } = useRecord(type, id)
  if (status === 'error') return <ReadError className="grow" error={error} retry={retry} />
  if (status === 'missing')
    return (
      <EmptyState
        className="grow"
        icon={<SearchX />}
        title={t('error.not_found')}
        text={t('error.not_found_text')}
        action={
          <Button onClick={() => void navigate({ to: props.listHref })}>
            {t('records.back_to', { label: about?.label_plural.toLowerCase() ?? '' })}
          </Button>
        }
      />
    )
  if (!row || !about) return <TableSkeleton />
  return <Page {...props} row={row} about={about} />
}

function Page(props: RecordPageProps & { row: Row; about: TypeMeta }) {
  const { type, id, row, about, lead, listHref } = props
  const { t } = useTranslation()
  const { others } = usePresence(topicOf(type, id))
  const mayUpdate = useMay(type, 'update')
  const tabs = props.tabs(row).filter(({ hidden }) => !hidden)
  const fields = useMemo(() => orderedFields(about, lead), [about, lead])
  return (
    <>
      <PageBar
        title={
          <span className="flex min-w-0 items-center gap-1.5">
            <Crumb href={listHref} label={about.label_plural} />
            <span className="truncate">{titleOf(row, about)}</span>
          </span>
        }
      >
        <span className="grow" />
        <AvatarStack
          people={others.map((member) => ({ id: member.user_id, name: member.name }))}
          max={4}
          more={(count) => t('common.more_people', { count })}
        />
        <RecordActions {...{ type, id, row, about, listHref }} />
      </PageBar>
      <div className="flex min-h-0 grow max-lg:flex-col max-lg:overflow-auto">
        <section
          aria-label={t('records.fields')}
          className="shrink-0 border-r lg:w-[360px] lg:overflow-auto max-lg:border-r-0 max-lg:border-b"
        >
          <div className="px-4 pt-4 pb-2">
            <RecordTitle
              key={id}
              type={type}
              row={row}
              field={about.title ?? 'name'}
              readOnly={!mayUpdate}
            />
          </div>
          <RecordFields
            type={type}
            row={row}
            fields={fields}
            readOnly={!mayUpdate}
            className="flex flex-col gap-0.5 px-4 pb-6"
          />
        </section>
        <RecordTabs tabs={tabs} />
      </div>
    </>
  )
}

function Crumb({ href, label }: { href: string; label: string }) {
  const navigate = useNavigate()
  return (
    <>
      <button
        type="button"
        className="rounded-sm font-normal text-muted hover:text-text max-sm:hidden"
        onClick={() => void navigate({ to: href })}
      >
        {label}
      </button>
      <span aria-hidden className="font-normal text-faint max-sm:hidden">
        /
      </span>
    </>
  )
}
