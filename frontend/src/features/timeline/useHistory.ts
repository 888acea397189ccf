import { useCallback } from 'react'
import { entityOf, useLogPages, type LogEvent, type LogPages } from '@/sync'

/** A record's events, newest first, and live as they happen. */
export function useHistory(type: string, id: string): LogPages {
  return useLogPages({
    queryKey: ['history', type, id],
    path: `/${type}/${id}/history`,
    limit: 50,
    concerns: useCallback(
      (event: LogEvent) => event.entity === entityOf(type) && event.entity_id === id,
      [type, id],
    ),
  })
}
