import { ApiError } from '@/api/errors'
import { authorisedFetch } from '@/api/http'

interface Exported {
  text: string
  name: string
}

async function exported(noteId: string): Promise<Exported> {
  const address = new URL(`/api/v1/notes/${noteId}/markdown`, location.href)
  const answer = await authorisedFetch(new Request(address))
  if (!answer.ok) throw new ApiError(answer.status, 'export_failed', answer.statusText, null)
  const header = answer.headers.get('Content-Disposition') ?? ''
  const name = /filename\*=UTF-8''([^;]+)/.exec(header)?.[1]
  return { text: await answer.text(), name: name ? decodeURIComponent(name) : 'note.md' }
}

/** Put the note into the clipboard as Markdown; rejects where the browser does not let us. */
export async function copyMarkdown(noteId: string): Promise<void> {
  // The promise goes in as it is: Safari forgets the click while we wait for the answer.
  const text = exported(noteId).then(({ text: words }) => new Blob([words], { type: 'text/plain' }))
  await navigator.clipboard.write([new ClipboardItem({ 'text/plain': text })])
}

/** Save the note as a Markdown file. */
export async function saveMarkdown(noteId: string): Promise<void> {
  const { text, name } = await exported(noteId)
  const address = URL.createObjectURL(new Blob([text], { type: 'text/markdown' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
