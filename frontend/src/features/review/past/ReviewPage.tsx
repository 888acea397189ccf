import { Link, useNavigate } from '@tanstack/react-router'
import { Copy, Link2, SearchX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { PageBar } from '@/components/PageBar'
import { ReadError } from '@/components/ReadError'
import { usePerson } from '@/components/records/people'
import { Avatar } from '@/components/ui/Avatar'
import { Button } from '@/components/ui/Button'
import { IconButton } from '@/components/ui/IconButton'
import { Notice } from '@/components/ui/Notice'
import { EmptyState, Skeleton } from '@/components/ui/States'
import { formatMoment } from '@/format/dates'
import { useMay, useRecord } from '@/sync'
import type { EventLine } from '../ChangeList'
import { reviewOf, type Review } from '../review'
import { enterRoom } from '../room'
import { SummaryBody } from '../SummaryBody'
import '../texts'
import { useLength } from '../useLength'
import { useSummary, type Describe } from '../useSummary'
import { TookPart } from './TookPart'

interface Told {
  Line: EventLine
  describe: Describe
}

/** One review at its own address: who, when, and what it came to. */
export function ReviewPage({ id, ...told }: Told & { id: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { row, status, error, retry } = useRecord('reviews', id)
  if (row) return <Found key={id} review={reviewOf(row)} {...told} />
  return (
    <>
      <PageBar title={<Crumb />} />
      {status === 'error' ? (
        <ReadError className="grow" error={error} retry={retry} />
      ) : status === 'missing' ? (
        <EmptyState
          className="grow"
          icon={<SearchX />}
          title={t('review.past.gone')}
          text={t('review.past.gone_text')}
          action={
            <Button onClick={() => void navigate({ to: '/reviews' })}>
              {t('review.past.title')}
            </Button>
          }
        />
      ) : (
        <Skeleton className="m-6 h-24 max-w-160" />
      )}
    </>
  )
}

function Found({ review, Line, describe }: Told & { review: Review }) {
  const { t } = useTranslation()
  const summary = useSummary(review, describe)
  const may = useMay('deals', 'read')
  const presenter = usePerson(review.presenterId)
  const length = useLength(review)
  const { board, copy, copyLink } = summary
  const name = presenter?.name ?? ''
  const ended = review.endedAt !== null
  const moment = formatMoment(review.startedAt)
  return (
    <>
      <PageBar
        title={
          <span className="flex min-w-0 items-center gap-1.5">
            <Crumb />
            <span aria-hidden className="font-normal text-faint max-sm:hidden">
              /
            </span>
            <span className="truncate">{t('review.md_title', { board })}</span>
          </span>
        }
      >
        <span className="grow" />
        <IconButton label={t('review.copy_link')} icon={<Link2 />} onClick={copyLink} />
        <Button size="sm" className="mr-2" disabled={!copy || !ended} onClick={copy}>
          <Copy aria-hidden />
          <span className="max-md:sr-only">{t('review.copy')}</span>
        </Button>
      </PageBar>
      <div className="min-h-0 grow overflow-auto">
        <article className="mx-auto flex max-w-190 flex-col gap-5 px-6 py-6 max-sm:px-4">
          <header className="flex items-center gap-3">
            {presenter && <Avatar person={presenter} size={28} named={false} />}
            <p className="tabular min-w-0 grow text-pretty text-muted">
              {ended
                ? t('review.past.when', { moment, length, name })
                : t('review.since', { time: moment })}
            </p>
            <TookPart people={review.tookPart} className="shrink-0" />
          </header>
          {!ended && <GoingOn review={review} name={name} />}
          {may ? (
            <SummaryBody summary={summary} ended={ended} Line={Line} />
          ) : (
            <Notice tone="plain">{t('review.past.no_deals')}</Notice>
          )}
        </article>
      </div>
    </>
  )
}

function GoingOn({ review, name }: { review: Review; name: string }) {
  const { t } = useTranslation()
  return (
    <Notice tone="plain">
      <span className="flex flex-wrap items-center gap-2">
        {t('review.past.going_on', { name })}
        <Link
          to="/pipelines/$pipelineId"
          params={{ pipelineId: review.pipelineId }}
          className="font-medium text-accent-text hover:underline"
          onClick={() => enterRoom(review.id)}
        >
          {t('review.join')}
        </Link>
      </span>
    </Notice>
  )
}

function Crumb() {
  const { t } = useTranslation()
  return (
    <Link
      to="/reviews"
      className="shrink-0 rounded-sm font-normal text-muted hover:text-text max-sm:hidden"
    >
      {t('review.past.title')}
    </Link>
  )
}
