import { v7 } from 'uuid'
import { ApiError, NetworkError } from '@/api/errors'
import { renewToken, session } from './session'

export interface Uploading {
  /** From 0 to 1, of the bytes sent. */
  onProgress?: (share: number) => void
  signal?: AbortSignal
}

interface Envelope<T> {
  data?: T
  error?: string
  message?: string
  details?: Record<string, unknown> | null
}

/**
 * Send a form with files and tell how far it is; `fetch` can't, so this is XMLHttpRequest.
 *
 * Raises ApiError, NetworkError, or AbortError when taken back. One key for both attempts, so that
 * a repeated one does nothing twice.
 */
export async function uploadForm<T>(path: string, form: FormData, how: Uploading = {}): Promise<T> {
  const key = v7()
  try {
    return await attempt<T>(path, form, key, how)
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401 || !(await renewToken())) throw error
    return attempt<T>(path, form, key, how)
  }
}

function attempt<T>(path: string, form: FormData, key: string, how: Uploading): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/v1${path}`)
    request.setRequestHeader('Authorization', `Bearer ${session.getState().token ?? ''}`)
    request.setRequestHeader('Idempotency-Key', key)
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total }) =>
      how.onProgress?.(total > 0 ? loaded / total : 0)
    request.onerror = () => reject(new NetworkError(null))
    request.onabort = () => reject(new DOMException('Taken back.', 'AbortError'))
    request.onload = () => {
      const body = request.response as Envelope<T> | null
      if (request.status < 300 && body?.data) resolve(body.data)
      else reject(refusal(request.status, body))
    }
    how.signal?.addEventListener('abort', () => request.abort())
    request.send(form)
  })
}

function refusal(status: number, body: Envelope<unknown> | null): ApiError {
  return new ApiError(
    status,
    body?.error ?? `http_${status}`,
    body?.message ?? `The server answered ${status}. Try again in a moment.`,
    body?.details ?? null,
  )
}
