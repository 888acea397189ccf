import { ChevronDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { apart } from '@/components/following'
import { Button } from '@/components/ui/Button'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/Popover'
import { Rolling } from '@/components/ui/Rolling'
import { formatTime } from '@/format/dates'
import type { LogPages } from '@/sync'
import { ChangeList, type EventLine } from './ChangeList'
import type { Review } from './review'
import { TotalsTable } from './TotalsTable'
import { useReviewChanges } from './useReviewChanges'
import { useTotals } from './useTotals'

/** How much has changed since the review began; opens what. */
export function RoomChanges({ review, Line }: { review: Review; Line: EventLine }) {
  const { t } = useTranslation()
  const changes = useReviewChanges(review)
  const { count } = changes
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button
          size="sm"
          variant="ghost"
          className="tabular max-sm:px-1.5"
          aria-label={t('review.changes', { count })}
        >
          <Rolling value={count} />
          <span className="max-sm:sr-only">
            {t('review.changes', { count }).replace(/^\S+ /, '')}
          </span>
          <ChevronDown aria-hidden />
        </Button>
      </PopoverTrigger>
      <PopoverContent
        {...apart}
        align="end"
        aria-label={t('review.what_changed')}
        className="w-[min(460px,calc(100vw-16px))] p-0"
      >
        <Panel review={review} changes={changes} Line={Line} />
      </PopoverContent>
    </Popover>
  )
}

interface PanelProps {
  review: Review
  changes: LogPages
  Line: EventLine
}

function Panel({ review, changes, Line }: PanelProps) {
  const { t } = useTranslation()
  const { stages } = useTotals(review)
  return (
    <>
      <header className="flex items-baseline gap-2 px-4 pt-3 pb-2">
        <h2 className="grow font-semibold">{t('review.what_changed')}</h2>
        <span className="tabular text-sm text-muted">
          {t('review.since', { time: formatTime(review.startedAt) })}
        </span>
      </header>
      {stages && (
        <div className="border-b px-4 pb-3">
          <TotalsTable stages={stages} ended={false} />
        </div>
      )}
      <div className="px-4 py-3">
        <ChangeList changes={changes} Line={Line} />
      </div>
    </>
  )
}
