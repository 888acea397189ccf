import { Copy } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { send } from '@/api/http'
import { usePerson } from '@/components/records/people'
import { titleOf, useTitle } from '@/components/records/titles'
import { apart } from '@/components/following'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { toast } from '@/components/ui/Toaster'
import { useLive, type LogEvent } from '@/sync'
import { ChangeList, type EventLine } from './ChangeList'
import { markdownOf } from './markdown'
import type { Review } from './review'
import { leaveRoom } from './room'
import { TotalsTable } from './TotalsTable'
import './texts'
import { useReviewChanges } from './useReviewChanges'
import { useTotals, type StageWorth } from './useTotals'

const PAGE = 200

interface SummaryProps {
  review: Review
  Line: EventLine
  /** An event as sentences without markup. */
  describe: (event: LogEvent) => readonly string[]
}

/** What a review that has ended came to, to keep. */
export default function Summary({ review, Line, describe }: SummaryProps) {
  const { t } = useTranslation()
  const live = useLive()
  const changes = useReviewChanges(review)
  const stages = useTotals(review)
  const board = useTitle('pipelines', review.pipelineId) ?? ''
  const name = usePerson(review.presenterId)?.name ?? ''
  const minutes = minutesOf(review)
  const about = t('review.summary_text', { minutes, name })
  const title = t('review.md_title', { board })
  const count = changes.count
  const known = changes.status === 'success'
  const nameOf = (event: LogEvent) =>
    titleOf(live.records.get('deals', event.entity_id) ?? event.data ?? undefined)
  const text = async (stages: readonly StageWorth[]) => {
    const events = await everything(review.id)
    const texts = {
      title,
      about,
      stage: t('review.stage'),
      before: t('review.before'),
      after: t('review.after'),
      all: t('review.all'),
      changes: t('review.changes', { count: events.length }),
    }
    const told = events.reverse().map((event) => ({ deal: nameOf(event), what: describe(event) }))
    return markdownOf(texts, stages, told)
  }
  const copy = () =>
    stages &&
    void text(stages)
      .then((markdown) => navigator.clipboard.writeText(markdown))
      .then(
        () => toast.success(t('review.copied')),
        () => toast.error(t('review.failed')),
      )
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && leaveRoom()}
      title={t('review.summary', { board })}
      description={about}
      closeLabel={t('common.close')}
      className="sm:top-[8vh] sm:w-[min(560px,calc(100vw-32px))]"
      footer={
        <>
          <Button disabled={!stages} onClick={copy}>
            <Copy aria-hidden />
            {t('review.copy')}
          </Button>
          <Button variant="primary" onClick={leaveRoom}>
            {t('review.done')}
          </Button>
        </>
      }
    >
      <div {...apart} className="flex flex-col gap-4">
        {stages && <TotalsTable stages={stages} ended />}
        <section>
          {known && (
            <h3 className="mb-2 text-sm font-medium text-muted">
              {t('review.changes', { count })}
            </h3>
          )}
          {(count > 0 || !known) && <ChangeList changes={changes} Line={Line} />}
        </section>
      </div>
    </Dialog>
  )
}

function minutesOf({ startedAt, endedAt }: Review): number {
  const ms = new Date(endedAt ?? startedAt).getTime() - new Date(startedAt).getTime()
  return Math.max(1, Math.round(ms / 60_000))
}

/** Every change of a review, newest first. */
async function everything(id: string): Promise<LogEvent[]> {
  const events: LogEvent[] = []
  let cursor: string | undefined
  do {
    const { body } = await send<{
      data: LogEvent[]
      pagination: { next_cursor: string | null }
    }>('GET', `/reviews/${id}/changes`, { query: { limit: PAGE, cursor } })
    events.push(...body.data)
    cursor = body.pagination.next_cursor ?? undefined
  } while (cursor)
  return events
}
