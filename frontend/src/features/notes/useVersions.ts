import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Awareness } from 'y-protocols/awareness'
import { api } from '@/api/client'
import { send } from '@/api/http'
import { toast } from '@/components/ui/Toaster'
import { formatMoment } from '@/format/dates'
import { useRow } from '@/sync'
import { onRestoring, tellRestoring, type Restoring } from './restoring'

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

/** Bringing a version back, with a way to take that back; all who have the note open are told. */
export function useRestore(noteId: string, awareness: Awareness) {
  const { t } = useTranslation()
  const [pending, setPending] = useState(false)
  const { restore, say } = useTakingBack(noteId, awareness)
  const run = async (version: Version, latest: string | undefined): Promise<boolean> => {
    const restoring = { when: version.ended_at, before: latest ?? null }
    setPending(true)
    const done = await restore(version.id, restoring)
    setPending(false)
    if (done)
      say(t('notes.history.restored_toast', { when: formatMoment(version.ended_at) }), restoring)
    return done
  }
  return { run, pending }
}

/** Says who else brings a version back while the note is open here; who may write can undo it. */
export function useRestoringHeard(noteId: string, awareness: Awareness, mayUndo: boolean): void {
  const { t } = useTranslation()
  const { say } = useTakingBack(noteId, awareness)
  useEffect(
    () =>
      onRestoring(awareness, ({ when, before }, { name }) => {
        const text = when
          ? t('notes.history.restored_by', { name, when: formatMoment(when) })
          : t('notes.history.undone_by', { name })
        say(text, { when, before: mayUndo ? before : null })
      }),
    [t, say, awareness, mayUndo],
  )
}

function useTakingBack(noteId: string, awareness: Awareness) {
  const { t } = useTranslation()
  const restore = useCallback(
    async (id: string, restoring: Restoring): Promise<boolean> => {
      try {
        await send('POST', `/notes/${noteId}/versions/${id}/restore`, { body: {} })
      } catch (error) {
        toast.error(error instanceof Error ? error.message : t('error.title'))
        return false
      }
      tellRestoring(awareness, restoring)
      return true
    },
    [noteId, awareness, t],
  )
  const say = useCallback(
    (text: string, { before }: Restoring) => {
      const run = () => before && void restore(before, { when: null, before: null })
      toast.info(text, {
        id: `restored ${noteId}`, // one that is undone offers it no more
        ...(before ? { action: { label: t('notes.history.undo'), run } } : {}),
      })
    },
    [noteId, restore, t],
  )
  return { restore, say }
}
