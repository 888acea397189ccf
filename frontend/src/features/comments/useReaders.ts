import { useQuery } from '@tanstack/react-query'
import { send } from '@/api/http'
import type { Target } from './useComments'

/** Who may read a record: others don't hear of a comment on it. Undefined until known. */
export function useReaders(
  { entity, id }: Target,
  enabled: boolean,
): ReadonlySet<string> | undefined {
  const { data } = useQuery({
    queryKey: ['readers', entity, id],
    queryFn: async ({ signal }) => {
      const query = { entity, entity_id: id }
      const answer = await send<{ data: { user_ids: string[] } }>('GET', '/comments/readers', {
        query,
        signal,
      })
      return new Set(answer.body.data.user_ids)
    },
    enabled,
    staleTime: 30_000,
  })
  return data
}
