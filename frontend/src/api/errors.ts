/** What the API answers when it refuses: its `code` is stable, its `message` is for people. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> | null = null,
    readonly requestId: string | null = null,
    /** Seconds to wait, when the server said so. */
    readonly retryAfter: number | null = null,
  ) {
    super(message)
    this.name = 'ApiError'
  }

  /** Messages per field of a `validation_error`; empty for other errors. */
  get fields(): Record<string, string> {
    return fieldsIn(this.details)
  }
}

function fieldsIn(details: Record<string, unknown> | null): Record<string, string> {
  const fields = details?.['fields']
  if (!fields || typeof fields !== 'object') return {}
  return Object.fromEntries(
    Object.entries(fields).map(([name, text]) => [
      name,
      Array.isArray(text) ? text.join(' ') : String(text),
    ]),
  )
}

// "Some of what was sent is not valid" helps only a form that says the rest beside its fields.
const reasons = (details: Record<string, unknown> | null): string =>
  [...new Set(Object.values(fieldsIn(details)))].join(' ')

/** The server was not reached at all. */
export class NetworkError extends Error {
  constructor(cause: unknown) {
    super('The server can’t be reached.', { cause })
    this.name = 'NetworkError'
  }
}

/** Read an unsuccessful response; a body that is not ours (a proxy's page) still gives a sentence. */
export async function errorOf(response: Response): Promise<ApiError> {
  const retry = Number(response.headers.get('Retry-After'))
  let body: Record<string, unknown> = {}
  try {
    body = (await response.json()) as Record<string, unknown>
  } catch {
    // Not JSON: the status says enough.
  }
  const details = (body['details'] as Record<string, unknown> | null) ?? null
  return new ApiError(
    response.status,
    typeof body['error'] === 'string' ? body['error'] : `http_${response.status}`,
    reasons(details) ||
      (typeof body['message'] === 'string'
        ? body['message']
        : `The server answered ${response.status}. Try again in a moment.`),
    details,
    typeof body['request_id'] === 'string'
      ? body['request_id']
      : response.headers.get('X-Request-ID'),
    Number.isFinite(retry) && retry > 0 ? retry : null,
  )
}

/** A failed request that may succeed later as it is: no answer, overload, maintenance. */
export function isTemporary(error: unknown): boolean {
  if (error instanceof NetworkError) return true
  return (
    error instanceof ApiError &&
    (error.status >= 500 || error.status === 429 || error.status === 408)
  )
}
