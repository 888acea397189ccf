import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ApiError } from '@/api/errors'
import { send } from '@/api/http'
import type { components } from '@/api/schema'
import { useMe } from '@/sync'

export type Demo = components['schemas']['Demo']
export type Account = components['schemas']['DemoAccount']

/** The organisation that has teammates to open and to simulate. */
const TENANT = 'demo'
const KEY = ['demo']
const AGAIN_MS = 5_000

/** What the server says about its demo; null where there is none, or it can't be reached. */
export async function readDemo(): Promise<Demo | null> {
  return askForDemo().catch(() => null)
}

/** What the server says about its demo; null where there is none. Raises what kept it from answering. */
export async function askForDemo(): Promise<Demo | null> {
  try {
    return (await send<{ data: Demo }>('GET', '/demo', { anonymous: true })).body.data
  } catch (error) {
    // The ordinary case: an installation that is no demo.
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  }
}

/** The demo, for who is signed in to it; undefined elsewhere, where nothing is asked. */
export function useDemo(): Demo | undefined {
  const { tenant } = useMe()
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: askForDemo,
    enabled: tenant.slug === TENANT,
    // Simulated teammates go home by themselves, and another window may send them.
    staleTime: 5_000,
    refetchOnWindowFocus: true,
    // Not reached is no answer: a window that was opened offline asks until it is.
    refetchInterval: ({ state }) =>
      state.status === 'error' ? AGAIN_MS : state.data?.simulate ? 30_000 : false,
  })
  return data ?? undefined
}

/** Let simulated teammates work, or stop them; shown at once, taken back and thrown if refused. */
export function useSimulate(): (on: boolean) => Promise<void> {
  const client = useQueryClient()
  return async (on) => {
    const show = (simulate: boolean) =>
      client.setQueryData<Demo | null>(KEY, (demo) => demo && { ...demo, simulate })
    show(on)
    try {
      await send('POST', '/demo/simulation', { body: { on } })
    } catch (error) {
      show(!on)
      throw error
    }
  }
}
