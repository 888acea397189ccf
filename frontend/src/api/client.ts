import createClient from 'openapi-fetch'
import { errorOf } from './errors'
import { authorisedFetch } from './http'
import type { paths } from './schema'

/**
 * The typed client: `const { data } = await api.GET('/webhooks')`.
 *
 * Carries the session's token, renews it once on 401, and raises ApiError or NetworkError instead
 * of returning `error`, so that callers have one way to fail.
 */
export const api = createClient<paths>({
  baseUrl: `${globalThis.location?.origin ?? 'http://localhost'}/api/v1`,
  fetch: authorisedFetch,
})

api.use({
  async onResponse({ response }) {
    if (!response.ok) throw await errorOf(response)
  },
})
