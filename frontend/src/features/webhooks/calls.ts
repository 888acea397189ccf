import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { send } from '@/api/http'
import { useLive } from '@/sync'

export interface Webhook {
  id: string
  url: string
  events: string[]
  description: string
  active: boolean
  disabled_reason: string | null
  version: number
  created_at: string
}

export interface Delivery {
  id: string
  message_id: string
  event_type: string
  seq: number
  status: 'pending' | 'delivered' | 'failed'
  attempts: number
  next_attempt_at: string | null
  response_status: number | null
  error: string | null
  error_message: string | null
  duration_ms: number | null
  created_at: string
  delivered_at: string | null
}

export interface WebhookForm {
  url: string
  events: readonly string[]
  description: string
}

interface Made extends Webhook {
  secret: string
}

/** Make a webhook; its secret is told this once. */
export async function createWebhook(form: WebhookForm): Promise<Made> {
  return (await send<{ data: Made }>('POST', '/webhooks', { body: form })).body.data
}

export async function changeWebhook(
  id: string,
  change: Partial<WebhookForm> & { active?: boolean },
) {
  return (await send<{ data: Webhook }>('PATCH', `/webhooks/${id}`, { body: change })).body.data
}

export async function deleteWebhook(id: string): Promise<void> {
  await send('DELETE', `/webhooks/${id}`)
}

export async function rotateSecret(id: string): Promise<string> {
  const answer = await send<{ data: Made }>('POST', `/webhooks/${id}/rotate-secret`, { body: {} })
  return answer.body.data.secret
}

export async function testWebhook(id: string): Promise<void> {
  await send('POST', `/webhooks/${id}/test`, { body: {} })
}

export async function replayDelivery(webhookId: string, deliveryId: string): Promise<void> {
  await send('POST', `/webhooks/${webhookId}/deliveries/${deliveryId}/replay`, { body: {} })
}

export interface Deliveries {
  rows: Delivery[]
  total: number
  totalIsMin: boolean
}

const WATCH_MS = 1_500
const REST_MS = 10_000
const AFTER_EVENT_MS = 600

/** Deliveries are not of the log, but what happens there is what makes them: look again a moment after. */
function useFollowing(webhookId: string): void {
  const live = useLive()
  const queries = useQueryClient()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = live.onEvent(() => {
      timer ??= setTimeout(() => {
        timer = undefined
        void queries.invalidateQueries({ queryKey: ['deliveries', webhookId] })
      }, AFTER_EVENT_MS)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [live, queries, webhookId])
}

/**
 * What was sent to a webhook, the newest first.
 *
 * Deliveries are not in the log (a webhook would hear of its own deliveries): so this asks again,
 * more often while one is on its way.
 */
export function useDeliveries(webhookId: string, status: string | null, limit: number) {
  useFollowing(webhookId)
  return useQuery<Deliveries>({
    queryKey: ['deliveries', webhookId, status, limit],
    placeholderData: (previous) => previous,
    refetchInterval: ({ state }) =>
      state.data?.rows.some((one) => one.status === 'pending') ? WATCH_MS : REST_MS,
    queryFn: async ({ signal }) => {
      const { body } = await send<{
        data: Delivery[]
        pagination: { total: number; total_is_min: boolean }
      }>('GET', `/webhooks/${webhookId}/deliveries`, {
        query: { limit, ...(status ? { 'filter[status]': status } : {}) },
        signal,
      })
      return {
        rows: body.data,
        total: body.pagination.total,
        totalIsMin: body.pagination.total_is_min,
      }
    },
  })
}
