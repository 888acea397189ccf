import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { send } from '@/api/http'
import { ReadError } from '@/components/ReadError'
import { Skeleton } from '@/components/ui/States'
import { typeOf, useList, useLive, type Row } from '@/sync'

const NoteEditor = lazy(() => import('./NoteEditor'))

interface NoteProps {
  /** Singular: "deal". */
  entity: string
  id: string
  readOnly: boolean
}

/** A record's note, written by everybody at once. */
export function Note({ entity, id, readOnly }: NoteProps) {
  const { t } = useTranslation()
  const { noteId, error, retry } = useMainNote(typeOf(entity), entity, id, readOnly)
  // Offline the note that is known from before is shown as it was left.
  if (error && !noteId) return <ReadError part error={error} retry={retry} />
  if (noteId === null) return <p className="text-muted">{t('note.none')}</p>
  return (
    <Suspense fallback={<Loading />}>
      {noteId ? (
        <NoteEditor noteId={noteId} entity={entity} entityId={id} readOnly={readOnly} />
      ) : (
        <Loading />
      )}
    </Suspense>
  )
}

/** The record's note: who may write gets one made, who may only read waits for one (null: none yet). */
function useMainNote(type: string, entity: string, id: string, readOnly: boolean) {
  const { records } = useLive()
  const made = useQuery({
    queryKey: ['note', type, id],
    enabled: !readOnly,
    queryFn: async () => {
      // Gets it, or makes it: two who open a record at once get the same one.
      const { body } = await send<{ data: Row }>('POST', `/${type}/${id}/note`, { body: {} })
      records.take('notes', [body.data], null)
      return body.data.id
    },
  })
  const found = useList(
    'notes',
    {
      filters: [
        { field: 'entity', op: 'eq', value: entity },
        { field: 'entity_id', op: 'eq', value: id },
        { field: 'main', op: 'eq', value: true },
      ],
      sort: 'created_at',
      limit: 1,
    },
    readOnly,
  )
  if (!readOnly) return { noteId: made.data, error: made.error, retry: () => void made.refetch() }
  const noteId = found.status === 'ready' ? (found.rows[0]?.id ?? null) : undefined
  return { noteId, error: found.status === 'error' ? found.error : null, retry: found.retry }
}

function Loading() {
  return (
    <div className="flex min-h-[132px] flex-col gap-2.5 rounded-lg border p-3 pt-12">
      <Skeleton className="w-3/4" />
      <Skeleton className="w-1/2" />
    </div>
  )
}
