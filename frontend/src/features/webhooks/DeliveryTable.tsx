import { useQueryClient } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ReadError } from '@/components/ReadError'
import { Ago, useAgo } from '@/components/ui/Ago'
import { Badge } from '@/components/ui/Badge'
import { Button } from '@/components/ui/Button'
import { cn } from '@/components/ui/cn'
import { IconButton } from '@/components/ui/IconButton'
import { EmptyState, Skeleton } from '@/components/ui/States'
import { toast } from '@/components/ui/Toaster'
import { replayDelivery, useDeliveries, type Delivery } from './calls'

const FILTERS = ['all', 'delivered', 'pending', 'failed'] as const
const PAGE = 50
const MOST = 200

/** How each delivery to a webhook went, and the button that sends one again. */
export function DeliveryTable({ webhookId }: { webhookId: string }) {
  const { t } = useTranslation()
  const [filter, setFilter] = useState<(typeof FILTERS)[number]>('all')
  const [limit, setLimit] = useState(PAGE)
  const list = useDeliveries(webhookId, filter === 'all' ? null : filter, limit)
  const rows = list.data?.rows ?? []
  return (
    <section aria-label={t('webhooks.deliveries')} className="flex flex-col gap-2">
      <header className="flex flex-wrap items-center gap-2">
        <h3 className="grow font-semibold">
          {t('webhooks.deliveries')}{' '}
          {list.data && (
            <span className="tabular font-normal text-muted">
              {list.data.total.toLocaleString()}
              {list.data.totalIsMin && '+'}
            </span>
          )}
        </h3>
        <div role="group" aria-label={t('webhooks.filter')} className="flex gap-1">
          {FILTERS.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={filter === one}
              onClick={() => setFilter(one)}
              className="h-7 rounded-md px-2.5 text-sm font-medium text-muted hover:bg-hover aria-pressed:bg-press aria-pressed:text-text"
            >
              {t(`webhooks.status.${one}`)}
            </button>
          ))}
        </div>
      </header>
      {list.isPending && <Skeleton className="h-24 w-full" />}
      {list.isError && !list.data && (
        <ReadError part error={list.error} retry={() => void list.refetch()} />
      )}
      {list.data && rows.length === 0 && (
        <EmptyState
          className="rounded-lg border"
          title={t('webhooks.deliveries_none')}
          text={t('webhooks.deliveries_none_text')}
        />
      )}
      {rows.length > 0 && (
        <div className="overflow-x-auto rounded-lg border">
          <table className="w-full text-left">
            <thead>
              <tr className="h-9 border-b bg-sunken text-sm text-muted [&>th]:px-3 [&>th]:font-medium">
                <th>{t('webhooks.event')}</th>
                <th>{t('webhooks.outcome')}</th>
                <th className="text-right">{t('webhooks.attempts')}</th>
                <th className="text-right">{t('webhooks.code')}</th>
                <th className="text-right">{t('webhooks.duration')}</th>
                <th>{t('webhooks.when')}</th>
                <th>
                  <span className="sr-only">{t('webhooks.replay')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((delivery) => (
                <DeliveryRow key={delivery.id} {...{ webhookId, delivery }} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {list.data && rows.length < list.data.total && limit < MOST && (
        <Button variant="ghost" size="sm" className="self-start" onClick={() => setLimit(MOST)}>
          {t('records.show_more')}
        </Button>
      )}
    </section>
  )
}

const TONES = { pending: 'accent', delivered: 'ok', failed: 'danger' } as const

function DeliveryRow({ webhookId, delivery }: { webhookId: string; delivery: Delivery }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const replay = () =>
    replayDelivery(webhookId, delivery.id).then(
      () => queries.invalidateQueries({ queryKey: ['deliveries', webhookId] }),
      (error: unknown) =>
        toast.error(t('error.title'), { description: error instanceof Error ? error.message : '' }),
    )
  const next = delivery.status === 'pending' ? delivery.next_attempt_at : null
  const when = useAgo(next ?? '')
  return (
    <tr className="h-10 border-b last:border-b-0 hover:bg-hover [&>td]:px-3">
      <td className="font-medium whitespace-nowrap">{delivery.event_type}</td>
      <td className="max-w-80 py-1.5">
        <Badge tone={TONES[delivery.status]}>{t(`webhooks.status.${delivery.status}`)}</Badge>
        {delivery.error_message && (
          <span className="ml-2 text-sm text-muted">{delivery.error_message}</span>
        )}
        {next && delivery.attempts > 0 && (
          <span className="ml-2 text-sm text-muted">{t('webhooks.next', { when })}</span>
        )}
      </td>
      <td className="tabular text-right">{delivery.attempts}</td>
      <td className={cn('tabular text-right', delivery.error && 'text-danger-text')}>
        {delivery.response_status ?? '—'}
      </td>
      <td className="tabular text-right whitespace-nowrap">
        {delivery.duration_ms === null ? '—' : `${delivery.duration_ms.toLocaleString()} ms`}
      </td>
      <td className="whitespace-nowrap text-muted">
        <Ago moment={delivery.created_at} />
      </td>
      <td className="w-10">
        <IconButton
          size="sm"
          label={t('webhooks.replay')}
          icon={<RotateCw />}
          disabled={delivery.status === 'pending'}
          onClick={() => void replay()}
        />
      </td>
    </tr>
  )
}
