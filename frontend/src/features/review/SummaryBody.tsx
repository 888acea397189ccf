import { useTranslation } from 'react-i18next'
import { ReadError } from '@/components/ReadError'
import { Skeleton } from '@/components/ui/States'
import { ChangeList, type EventLine } from './ChangeList'
import { TotalsTable } from './TotalsTable'
import type { Summary } from './useSummary'

interface SummaryBodyProps {
  summary: Summary
  ended: boolean
  Line: EventLine
}

/** What a review came to: the totals of each stage then and after, and every change. */
export function SummaryBody({ summary: { totals, changes }, ended, Line }: SummaryBodyProps) {
  const { t } = useTranslation()
  const { count, status } = changes
  const known = status === 'success'
  return (
    <>
      {totals.stages ? (
        <TotalsTable stages={totals.stages} ended={ended} />
      ) : totals.error ? (
        <ReadError part error={totals.error} retry={totals.retry} />
      ) : (
        <Skeleton className="h-16 w-full" />
      )}
      <section>
        {known && (
          <h3 className="mb-2 text-sm font-medium text-muted">{t('review.changes', { count })}</h3>
        )}
        {(count > 0 || !known) && <ChangeList changes={changes} Line={Line} />}
      </section>
    </>
  )
}
