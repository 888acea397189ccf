import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { usePerson } from '@/components/records/people'
import { Avatar } from '@/components/ui/Avatar'
import { cn } from '@/components/ui/cn'
import { Skeleton } from '@/components/ui/States'
import { formatMoment } from '@/format/dates'
import { useMay } from '@/sync'
import type { Review } from '../review'
import { useLength } from '../useLength'
import { toldOf, type Kind, type Outcome, type Told } from './outcomes'
import { TookPart } from './TookPart'

interface PastReviewProps {
  review: Review
  /** The board's name. */
  board: string
  /** Undefined until they are known. */
  outcomes: readonly Outcome[] | undefined
}

/** A review that has ended, in a line that leads to its summary. */
export function PastReview({ review, board, outcomes }: PastReviewProps) {
  const { t } = useTranslation()
  const presenter = usePerson(review.presenterId)
  const length = useLength(review)
  const may = useMay('deals', 'read')
  const name = presenter?.name ?? ''
  const many = review.tookPart.length
  return (
    <li className="border-b">
      <Link
        to="/reviews/$reviewId"
        params={{ reviewId: review.id }}
        className="flex min-h-14 items-center gap-3 px-4 py-2 -outline-offset-2 hover:bg-hover"
      >
        <Avatar person={presenter ?? { id: review.id, name: '?' }} size={28} named={false} />
        <span className="min-w-0 grow">
          <span className="block truncate font-medium">{board}</span>
          <span className="tabular block truncate text-sm text-muted max-sm:whitespace-normal">
            {t('review.past.line', { name, moment: formatMoment(review.startedAt), length })}
            {many > 0 && (
              <span className="md:hidden"> · {t('review.past.took_part', { count: many })}</span>
            )}
          </span>
        </span>
        <TookPart people={review.tookPart} className="shrink-0 max-md:hidden" />
        {may && (
          <span className="flex w-40 shrink-0 flex-col items-end text-sm max-sm:w-auto">
            {outcomes ? <Outcomes told={toldOf(outcomes)} /> : <Skeleton className="w-16" />}
          </span>
        )}
      </Link>
    </li>
  )
}

function Outcomes({ told }: { told: readonly Told[] }) {
  const { t } = useTranslation()
  if (told.length === 0) return <span className="text-faint">{t('review.past.nothing')}</span>
  return told.map(({ kind, figure, more }) => (
    <span key={kind + figure} className="tabular whitespace-nowrap">
      <span className="text-muted">{t(`review.past.${kind}`)} </span>
      <span
        className={cn(kind !== 'open' && (good(kind, more) ? 'text-ok-text' : 'text-danger-text'))}
      >
        {figure}
      </span>
    </span>
  ))
}

const good = (kind: Kind, more: boolean) => (kind === 'won') === more
