import { Link } from '@tanstack/react-router'
import { ArrowUpRight, SearchX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { LinkName } from '@/components/records/FieldValue'
import { RecordPresence } from '@/components/records/RecordPresence'
import { EmptyState, Skeleton } from '@/components/ui/States'
import { textOf, typeOf, useMay, useRecord, type Row } from '@/sync'
import { placeOfNews } from '../addresses'
import { RecordSections } from '../record/RecordSections'

// What people comment on; anything else has a page, and no conversation.
const TALKED_ABOUT = ['deal', 'company', 'contact']

/** What a notification is about: the record's conversation, to read and answer in place. */
export function AboutRecord({ notification }: { notification: Row }) {
  const { t } = useTranslation()
  const entity = textOf(notification, 'entity')
  const id = textOf(notification, 'entity_id')
  const talkedAbout = TALKED_ABOUT.includes(entity)
  const { status } = useRecord(typeOf(entity), talkedAbout ? id : null)
  const readOnly = !useMay(typeOf(entity), 'update')
  const place = placeOfNews(notification)
  return (
    <>
      <header className="flex h-11 shrink-0 items-center gap-2 border-b pr-2 pl-5">
        <span className="min-w-0 grow truncate font-medium">
          {talkedAbout && status === 'ready' ? (
            <LinkName type={typeOf(entity)} id={id} />
          ) : (
            textOf(notification, 'title')
          )}
        </span>
        {talkedAbout && status === 'ready' && <RecordPresence type={typeOf(entity)} id={id} />}
        {place && status !== 'missing' && (
          <Link
            {...place}
            className="inline-flex h-7 items-center gap-1.5 rounded-md px-2 text-muted hover:bg-hover hover:text-text [&_svg]:size-4"
          >
            {t('inbox.open_record')}
            <ArrowUpRight aria-hidden />
          </Link>
        )}
      </header>
      <div className="min-h-0 grow overflow-y-auto">
        {!talkedAbout ? (
          <p className="p-5">{textOf(notification, 'body') || textOf(notification, 'title')}</p>
        ) : status === 'ready' ? (
          <div className="mx-auto flex w-full max-w-[720px] flex-col gap-4 p-5">
            <RecordSections key={id} entity={entity} id={id} readOnly={readOnly} />
          </div>
        ) : status === 'missing' ? (
          <EmptyState icon={<SearchX />} title={t('inbox.gone')} text={t('inbox.gone_text')} />
        ) : (
          <Skeleton className="m-5 h-40" />
        )}
      </div>
    </>
  )
}
