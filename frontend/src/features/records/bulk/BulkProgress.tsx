import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { undoEvent } from '@/components/records/undoing'
import { Button } from '@/components/ui/Button'
import { ProgressBar } from '@/components/ui/States'
import { toast } from '@/components/ui/Toaster'
import { useChanges, useLive, useRow, type LogEvent } from '@/sync'
import './texts'
import { changedBy, isGoingOn, jobOf, type BulkJob } from './job'

/** One's own bulk changes: how far they are, and when one has ended what became of it, with undo. */
export default function BulkProgress() {
  const live = useLive()
  const [begun, setBegun] = useState<readonly LogEvent[]>([])
  useEffect(
    () =>
      live.onEvent((event) => {
        if (event.type === 'bulk_job.created' && event.actor.id === live.me.user.id)
          setBegun((before) => [...before, event])
      }),
    [live],
  )
  if (begun.length === 0) return null
  const over = (event: LogEvent) => setBegun((before) => before.filter((one) => one !== event))
  return (
    <div className="pointer-events-none fixed inset-x-0 bottom-16 z-40 flex flex-col items-center gap-2 px-3">
      {begun.map((event) => (
        <Watched key={event.id} begun={event} onOver={over} />
      ))}
    </div>
  )
}

function Watched({ begun, onOver }: { begun: LogEvent; onOver: (event: LogEvent) => void }) {
  const { t } = useTranslation()
  const live = useLive()
  const { act } = useChanges()
  const row = useRow('bulk-jobs', begun.entity_id) ?? begun.data ?? undefined
  const job = row && jobOf(row)
  const status = job?.status
  useEffect(() => {
    if (!job || isGoingOn(job)) return
    tell(job)
    onOver(begun)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- told once, when it has ended
  }, [status])
  if (!job || !isGoingOn(job)) return null
  const dealt = job.done + job.refused
  const [done, total] = [dealt.toLocaleString(), job.total.toLocaleString()]
  return (
    <section
      aria-label={t(`bulk.doing.${job.action}`)}
      className="floating pointer-events-auto w-full max-w-[360px] animate-fade px-3.5 py-2.5"
    >
      <div className="mb-2 flex items-center gap-2">
        <p className="min-w-0 grow truncate font-medium">{t(`bulk.doing.${job.action}`)}</p>
        <p className="tabular shrink-0 text-sm text-muted" role="status">
          {t('bulk.progress', { done, total })}
        </p>
        <Button size="sm" variant="ghost" onClick={() => act('bulk-jobs', job.id, 'cancel')}>
          {t('bulk.cancel')}
        </Button>
      </div>
      <ProgressBar
        value={job.total > 0 ? dealt / job.total : 1}
        label={t(`bulk.doing.${job.action}`)}
      />
    </section>
  )

  function tell(ended: BulkJob): void {
    const changed = changedBy(ended)
    const description = leftOf(ended)
    const more = {
      id: ended.id,
      ...(description ? { description } : {}),
      ...(changed > 0
        ? { action: { label: t('common.undo'), run: () => undoEvent(live, begun) } }
        : {}),
    }
    if (ended.status === 'failed')
      toast.error(t('bulk.failed', { reason: ended.error ?? '' }), more)
    else if (ended.status === 'cancelled')
      toast.info(
        t('bulk.cancelled', {
          done: ended.done.toLocaleString(),
          total: ended.total.toLocaleString(),
        }),
        more,
      )
    else if (changed > 0) toast.success(t(`bulk.done.${ended.action}`, counted(changed)), more)
    else if (ended.refused > 0) toast.error(t('bulk.nothing'), more)
    else toast.info(t('bulk.nothing'), more)
  }

  /** Of the others, why they are as they were. */
  function leftOf({ unchanged, refused, refusals }: BulkJob): string {
    const reason = refusals[0]?.message
    return [
      unchanged > 0 && t('bulk.unchanged', counted(unchanged)),
      reason && t('bulk.refused', { ...counted(refused), reason }),
    ]
      .filter(Boolean)
      .join(' ')
  }
}

const counted = (count: number) => ({ count, shown: count.toLocaleString() })
