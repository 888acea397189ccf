import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { send } from '@/api/http'
import { toast } from '@/components/ui/Toaster'
import { useLive } from '@/sync'
import type { Channel, Kind } from './kinds'

export interface Settings {
  channels: Record<Kind, Record<Channel, boolean>>
  mail_after: number
  mail: { available: boolean; address: string; problem: string | null; problem_at: string | null }
}

interface Changes {
  channels?: Partial<Record<Kind, Partial<Record<Channel, boolean>>>>
  mail_after?: number
}

const KEY = ['notification-settings']

/** How I am told; live in all my windows. */
export function useSettings() {
  const live = useLive()
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) =>
      (await send<{ data: Settings }>('GET', '/notifications/settings', { signal })).body.data,
  })
  useEffect(
    () =>
      live.onEvent(({ entity, data }) => {
        if (entity === 'notification_settings' && data) queries.setQueryData(KEY, data)
      }),
    [live, queries],
  )
  return query
}

/** Change some of it: shown at once, taken back if the server refuses. */
export function useChangeSettings(): (changes: Changes) => void {
  const { t } = useTranslation()
  const queries = useQueryClient()
  return useCallback(
    (changes) => {
      const before = queries.getQueryData<Settings>(KEY)
      if (before) queries.setQueryData(KEY, changed(before, changes))
      send('PATCH', '/notifications/settings', { body: changes }).catch((error: unknown) => {
        queries.setQueryData(KEY, before)
        toast.error(t('error.title'), { description: error instanceof Error ? error.message : '' })
      })
    },
    [queries, t],
  )
}

function changed(before: Settings, { channels = {}, mail_after }: Changes): Settings {
  const merged = { ...before.channels }
  for (const [kind, ways] of Object.entries(channels))
    merged[kind as Kind] = { ...merged[kind as Kind], ...ways }
  return { ...before, channels: merged, mail_after: mail_after ?? before.mail_after }
}
