import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { v4 } from 'uuid'
import { uploadForm, useLive, useRefetchType, type Row } from '@/sync'
import { FILE_LIMIT, formatSize } from './sizes'

export interface Sending {
  id: string
  name: string
  size: number
  share: number
  error?: string
  cancel: () => void
}

/** Files on their way to a record; what arrived shows in its list by the log. */
export function useUploads(entity: string, entityId: string) {
  const { t } = useTranslation()
  const { records } = useLive()
  const refetch = useRefetchType()
  const [sending, setSending] = useState<readonly Sending[]>([])
  const running = useRef(new Set<AbortController>())
  useEffect(() => {
    const controllers = running.current
    return () => controllers.forEach((one) => one.abort())
  }, [entityId])

  const patch = useCallback(
    (id: string, part: Partial<Sending> | null) =>
      setSending((all) =>
        part
          ? all.map((one) => (one.id === id ? { ...one, ...part } : one))
          : all.filter((one) => one.id !== id),
      ),
    [],
  )
  const send = useCallback(
    async (file: File) => {
      const id = v4()
      const controller = new AbortController()
      const cancel = () => {
        controller.abort()
        patch(id, null)
      }
      setSending((all) => [...all, { id, name: file.name, size: file.size, share: 0, cancel }])
      if (file.size > FILE_LIMIT) {
        patch(id, { error: t('files.too_large', { limit: formatSize(FILE_LIMIT) }) })
        return
      }
      running.current.add(controller)
      try {
        const onProgress = (share: number) => patch(id, { share })
        const form = formOf(entity, entityId, file)
        const row = await uploadForm<Row>('/files/upload', form, {
          onProgress,
          signal: controller.signal,
        })
        records.take('files', [row], null)
        refetch('files')
        patch(id, null)
      } catch (error) {
        if (error instanceof DOMException && error.name === 'AbortError') patch(id, null)
        else patch(id, { error: error instanceof Error ? error.message : t('error.title') })
      } finally {
        running.current.delete(controller)
      }
    },
    [entity, entityId, patch, records, refetch, t],
  )
  const sendAll = useCallback(
    async (files: Iterable<File>) => {
      // One after another: ten at once would only share the line.
      for (const file of files) await send(file)
    },
    [send],
  )
  return { sending, sendAll }
}

function formOf(entity: string, entityId: string, file: File): FormData {
  const form = new FormData()
  form.append('entity', entity)
  form.append('entity_id', entityId)
  form.append('file', file, file.name)
  return form
}
