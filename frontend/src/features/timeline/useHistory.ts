import { useCallback } from 'react'
import { entityOf, useLogPages, type LogEvent, type LogPages } from '@/sync'

/** A record's events and, among them, those of its notes that are part of its story; newest first, live. */
export function useHistory(type: string, id: string): LogPages {
  return useLogPages({
    queryKey: ['history', type, id],
    path: `/${type}/${id}/history?include=notes`,
    limit: 50,
    concerns: useCallback(
      (event: LogEvent) =>
        (event.entity === entityOf(type) && event.entity_id === id) ||
        (event.type === 'note.version_restored' && event.data?.['entity_id'] === id),
      [type, id],
    ),
  })
}
