import { authorisedFetch } from '@/api/http'
import { errorOf } from '@/api/errors'

/** Save what an address of the API answers as a file. Raises ApiError, NetworkError. */
export async function download(path: string, name: string): Promise<void> {
  const response = await authorisedFetch(new Request(`/api/v1${path}`))
  if (!response.ok) throw await errorOf(response)
  const address = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
