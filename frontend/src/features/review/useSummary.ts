import { useTranslation } from 'react-i18next'
import { send } from '@/api/http'
import { usePerson } from '@/components/records/people'
import { titleOf, useTitle } from '@/components/records/titles'
import { toast } from '@/components/ui/Toaster'
import { basePath, useLive, type LogEvent, type LogPages } from '@/sync'
import { markdownOf } from './markdown'
import type { Review } from './review'
import { useLength } from './useLength'
import { useReviewChanges } from './useReviewChanges'
import { useTotals, type StageWorth, type Totals } from './useTotals'

const PAGE = 200

/** An event as sentences without markup. */
export type Describe = (event: LogEvent) => readonly string[]

export interface Summary {
  board: string
  /** "25 min, presented by Ana." */
  about: string
  totals: Totals
  changes: LogPages
  /** As Markdown, with every change; undefined while it is not known. */
  copy: (() => void) | undefined
  copyLink: () => void
}

/** What a review came to, and the ways to keep it. */
export function useSummary(review: Review, describe: Describe): Summary {
  const { t } = useTranslation()
  const { records } = useLive()
  const changes = useReviewChanges(review)
  const totals = useTotals(review)
  const board = useTitle('pipelines', review.pipelineId) ?? ''
  const name = usePerson(review.presenterId)?.name ?? ''
  const about = t('review.summary_text', { length: useLength(review), name })
  const markdown = async (stages: readonly StageWorth[]) => {
    const events = await everything(review.id)
    const texts = {
      title: t('review.md_title', { board }),
      about,
      stage: t('review.stage'),
      before: t('review.before'),
      after: t('review.after'),
      all: t('review.all'),
      changes: t('review.changes', { count: events.length }),
    }
    const told = events.reverse().map((event) => ({
      deal: titleOf(records.get('deals', event.entity_id) ?? event.data ?? undefined),
      what: describe(event),
    }))
    return markdownOf(texts, stages, told)
  }
  const keep = (text: Promise<string>, said: string) =>
    void text
      .then((it) => navigator.clipboard.writeText(it))
      .then(
        () => toast.success(said),
        () => toast.error(t('review.failed')),
      )
  const { stages } = totals
  const address = `${location.origin}${basePath}/reviews/${review.id}`
  return {
    board,
    about,
    totals,
    changes,
    copy: stages && (() => keep(markdown(stages), t('review.copied'))),
    copyLink: () => keep(Promise.resolve(address), t('review.link_copied')),
  }
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
