import { useCallback, useState } from 'react'
import { ApiError } from '@/api/errors'
import { uploadForm } from '@/sync'
import { draftOf, formOf, type Draft } from './mapping'
import { previewFile, type ImportType, type Preview } from './preview'

interface Chosen {
  file: File
  type: ImportType
}

export interface ImportDraft {
  chosen: Chosen | null
  preview: Preview | null
  draft: Draft | null
  /** What is under way, and how far (from 0 to 1, while bytes are sent). */
  busy: 'reading' | 'sending' | null
  sent: number
  error: Error | null
  /** Look into a file, or into the same one as another type. */
  choose: (file: File, type: ImportType) => Promise<void>
  change: (draft: Draft) => void
  /** Send it; resolves with the import's id, or null when it was refused. */
  start: (title: string, dryRun: boolean) => Promise<string | null>
  forget: () => void
}

/** An import from the choice of the file to its start. */
export function useImportDraft(): ImportDraft {
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [preview, setPreview] = useState<Preview | null>(null)
  const [draft, setDraft] = useState<Draft | null>(null)
  const [busy, setBusy] = useState<ImportDraft['busy']>(null)
  const [sent, setSent] = useState(0)
  const [error, setError] = useState<Error | null>(null)

  const forget = useCallback(() => {
    setChosen(null)
    setPreview(null)
    setDraft(null)
    setError(null)
    setBusy(null)
  }, [])

  async function choose(file: File, type: ImportType): Promise<void> {
    setChosen({ file, type })
    setPreview(null)
    setError(null)
    setBusy('reading')
    try {
      const found = await previewFile(file, type)
      setPreview(found)
      setDraft(draftOf(found))
    } catch (problem) {
      setError(toError(problem))
    } finally {
      setBusy(null)
    }
  }

  async function start(title: string, dryRun: boolean): Promise<string | null> {
    if (!chosen || !draft) return null
    setError(null)
    setSent(0)
    setBusy('sending')
    const { mapping, options } = formOf(draft, title)
    const form = new FormData()
    form.append('type', chosen.type)
    form.append('mapping', JSON.stringify(mapping))
    form.append('options', JSON.stringify({ ...options, ...(dryRun ? { dry_run: true } : {}) }))
    form.append('file', chosen.file, chosen.file.name)
    try {
      const started = await uploadForm<{ id: string }>('/imports', form, { onProgress: setSent })
      return started.id
    } catch (problem) {
      setError(toError(problem))
      return null
    } finally {
      setBusy(null)
    }
  }

  return { chosen, preview, draft, busy, sent, error, choose, change: setDraft, start, forget }
}

function toError(problem: unknown): Error {
  return problem instanceof Error ? problem : new Error(String(problem))
}

/** What the server says is wrong, a sentence per place. */
export function sentencesOf(error: Error): string[] {
  const fields = error instanceof ApiError ? Object.entries(error.fields) : []
  if (fields.length === 0) return [error.message]
  return fields.map(([place, text]) => (place === 'file' ? text : `${place}: ${text}`))
}
