import { QueryClient } from '@tanstack/react-query'
import { isTemporary } from '@/api/errors'
import type { ListParams } from './filters'
import { KEPT_KINDS } from './keptKinds'

type ListKey = readonly ['list', string, ListParams]
type BoardKey = readonly ['board', string, ListParams]

/** Where a list lies in the cache of what was read. */
export const listKey = (type: string, params: ListParams): ListKey => ['list', type, params]
/** Where a pipeline's board lies in the cache of what was read. */
export const boardKey = (pipelineId: string, params: ListParams): BoardKey => [
  'board',
  pipelineId,
  params,
]

/** The cache of what the screens have read: nothing in it is read again by itself but after a failure. */
export function queryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        // Nothing goes stale by itself: the stream tells.
        staleTime: Infinity,
        gcTime: 5 * 60_000,
        networkMode: 'always',
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (count, error) => isTemporary(error) && !withoutNetwork() && count < 4,
        retryDelay: (count) => Math.min(4_000, 300 * 2 ** count),
      },
    },
  })
  // What was looked at stays, moved along by the log, as long as the page: it is there offline too.
  // How much of it is the keeper's to say.
  for (const kind of KEPT_KINDS) client.setQueryDefaults([kind], { gcTime: Infinity })
  return client
}

/** The browser itself says that there is none: no need to try again soon. */
const withoutNetwork = () => typeof navigator !== 'undefined' && navigator.onLine === false
