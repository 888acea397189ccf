import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api/client'
import { send } from '@/api/http'
import { toast } from '@/components/ui/Toaster'
import { useRow } from '@/sync'

/** A note's sittings, the latest first; read again when the note has changed. */
export function useVersions(noteId: string) {
  const row = useRow('notes', noteId)
  const found = useQuery({
    queryKey: ['note-versions', noteId, row?.version],
    placeholderData: (before) => before,
    queryFn: async () => {
      const path = { record_id: noteId }
      const { data } = await api.GET('/notes/{record_id}/versions', {
        params: { path, query: { limit: 200 } },
      })
      return data?.data ?? []
    },
  })
  return { versions: found.data, error: found.error, retry: () => void found.refetch() }
}

export type Version = NonNullable<ReturnType<typeof useVersions>['versions']>[number]

/** Bringing a version back, with a way to take that back. */
export function useRestore(noteId: string) {
  const { t } = useTranslation()
  const [pending, setPending] = useState(false)
  const restore = (id: string) =>
    send('POST', `/notes/${noteId}/versions/${id}/restore`, { body: {} })
  const failed = (error: unknown) =>
    toast.error(error instanceof Error ? error.message : t('error.title'))
  const run = async (id: string, latest: string | undefined): Promise<boolean> => {
    setPending(true)
    try {
      await restore(id)
    } catch (error) {
      failed(error)
      return false
    } finally {
      setPending(false)
    }
    toast.success(t('notes.history.restored_toast'), {
      ...(latest
        ? {
            action: {
              label: t('notes.history.undo'),
              run: () => void restore(latest).catch(failed),
            },
          }
        : {}),
    })
    return true
  }
  return { run, pending }
}
