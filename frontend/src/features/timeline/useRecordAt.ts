import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { send } from '@/api/http'
import { useRow, type Row } from '@/sync'

/** A record as it was right after an event, and what differs now. */
export interface Past {
  record: Row
  deleted: boolean
  differs: Record<string, { then: unknown; now: unknown }>
}

interface RecordAt {
  past: Past | undefined
  /** The moment asked for is on its way: `past` is still of the one before. */
  stale: boolean
  error: Error | null
  retry: () => void
}

/** The record at a log number; read again when the record changes, since "now" has moved. */
export function useRecordAt(type: string, id: string, seq: number | undefined): RecordAt {
  const version = useRow(type, id)?.version
  const query = useQuery({
    queryKey: ['record-at', type, id, seq, version],
    queryFn: async ({ signal }) =>
      (
        await send<{ data: Past }>('GET', `/${type}/${id}/history`, {
          query: { at: seq },
          signal,
        })
      ).body.data,
    enabled: seq !== undefined,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  })
  return {
    past: query.data,
    stale: query.isPlaceholderData,
    error: query.error,
    retry: () => void query.refetch(),
  }
}
