import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { send } from '@/api/http'
import { useMay } from '@/sync'
import type { Outcome } from './outcomes'

const MOST = 200 // that are asked about at once

interface Outcomes {
  /** What a review came to; undefined until it is known. */
  of: (id: string) => readonly Outcome[] | undefined
  error: Error | null
  retry: () => void
}

/** What reviews that have ended came to, of the deals one may see; read for all of them at once. */
export function useOutcomes(ids: readonly string[]): Outcomes {
  const may = useMay('deals', 'read')
  const asked = useMemo(() => ids.slice(0, MOST), [ids])
  const query = useQuery({
    queryKey: ['review-outcomes', asked],
    queryFn: async ({ signal }) => {
      const wanted = { 'filter[id][in]': asked.join(',') }
      const { body } = await send<{ data: (Outcome & { review_id: string })[] }>(
        'GET',
        '/reviews/outcomes',
        { query: wanted, signal },
      )
      const found = new Map<string, Outcome[]>(asked.map((id) => [id, []]))
      for (const outcome of body.data) found.get(outcome.review_id)?.push(outcome)
      return found
    },
    enabled: may && asked.length > 0,
    // What has ended stays as it was: those that were known stay while more are asked about.
    placeholderData: (previous) => previous,
  })
  const { data, error, refetch } = query
  return { of: (id) => data?.get(id), error, retry: () => void refetch() }
}
