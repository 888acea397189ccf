import { v7 } from 'uuid'
import { ApiError, NetworkError } from '@/api/errors'
import { renewToken, session, type Row } from '@/sync'

export const FILE_LIMIT = 10 * 1024 * 1024 // bytes, as the server's

export interface Upload {
  entity: string
  entityId: string
  file: File
  /** From 0 to 1. */
  onProgress: (share: number) => void
  signal: AbortSignal
}

/**
 * Send a file and tell how far it is; `fetch` can't, so this is XMLHttpRequest.
 *
 * Resolves with the file's record. Raises ApiError, NetworkError, or AbortError when taken back.
 */
export async function upload(job: Upload): Promise<Row> {
  const key = v7() // one key for both attempts: a repeated one attaches nothing twice
  try {
    return await attempt(job, key)
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401 || !(await renewToken())) throw error
    return attempt(job, key)
  }
}

function attempt(
  { entity, entityId, file, onProgress, signal }: Upload,
  key: string,
): Promise<Row> {
  const form = new FormData()
  form.append('entity', entity)
  form.append('entity_id', entityId)
  form.append('file', file, file.name)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', '/api/v1/files/upload')
    request.setRequestHeader('Authorization', `Bearer ${session.getState().token ?? ''}`)
    request.setRequestHeader('Idempotency-Key', key)
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0)
    request.onerror = () => reject(new NetworkError(null))
    request.onabort = () => reject(new DOMException('Taken back.', 'AbortError'))
    request.onload = () => {
      const body = request.response as { data?: Row; error?: string; message?: string } | null
      if (request.status < 300 && body?.data) resolve(body.data)
      else
        reject(
          new ApiError(
            request.status,
            body?.error ?? `http_${request.status}`,
            body?.message ?? 'The upload failed.',
          ),
        )
    }
    signal.addEventListener('abort', () => request.abort())
    request.send(form)
  })
}
