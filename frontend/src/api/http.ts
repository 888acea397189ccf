import { hearTime } from '@/format/clock'
import { errorOf, NetworkError } from './errors'

/** Where requests get their access token, and how a refused one is renewed (null: signed out). */
export interface TokenSource {
  token(): string | null | Promise<string | null>
  renew(): Promise<string | null>
}

let source: TokenSource = { token: () => null, renew: () => Promise.resolve(null) }

/** Name the session whose token every request carries. */
export function takeTokensFrom(tokens: TokenSource): void {
  source = tokens
}

/** `fetch` with the session's token; a 401 renews it and tries once more. */
export async function authorisedFetch(request: Request): Promise<Response> {
  const token = await source.token()
  const again = request.clone() // before the body is read by the first attempt
  const response = await reach(withToken(request, token))
  if (response.status !== 401 || !token) return response
  const renewed = await source.renew()
  return renewed ? reach(withToken(again, renewed)) : response
}

function withToken(request: Request, token: string | null): Request {
  if (token) request.headers.set('Authorization', `Bearer ${token}`)
  return request
}

async function reach(request: Request): Promise<Response> {
  try {
    const response = await fetch(request)
    hearTime(response.headers.get('Date'))
    return response
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new NetworkError(error)
  }
}

export interface Sending {
  query?: Record<string, string | number | boolean | undefined>
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
  /** Without the session's token: signing in, renewing it. */
  anonymous?: boolean
}

export interface Answer<T> {
  body: T
  status: number
  /** The log position a snapshot was read at, or null. */
  seq: number | null
  headers: Headers
}

/** One request by path, for what is addressed by record type; typed calls use `api`. Raises ApiError, NetworkError. */
export async function send<T>(
  method: string,
  path: string,
  sending: Sending = {},
): Promise<Answer<T>> {
  const request = new Request(address(path, sending.query), {
    method,
    headers: {
      Accept: 'application/json',
      ...(sending.body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...sending.headers,
    },
    ...(sending.body === undefined ? {} : { body: JSON.stringify(sending.body) }),
    ...(sending.signal ? { signal: sending.signal } : {}),
    credentials: 'same-origin',
  })
  const response = await (sending.anonymous ? reach(request) : authorisedFetch(request))
  if (!response.ok) throw await errorOf(response)
  const text = response.status === 204 ? '' : await response.text()
  const seq = response.headers.get('X-Log-Seq')
  return {
    body: (text ? JSON.parse(text) : null) as T,
    status: response.status,
    seq: seq === null ? null : Number(seq),
    headers: response.headers,
  }
}

function address(path: string, query: Sending['query']): string {
  const url = new URL(`/api/v1${path}`, globalThis.location?.origin ?? 'http://localhost')
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  return url.toString()
}
