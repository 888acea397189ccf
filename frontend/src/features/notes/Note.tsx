import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { send } from '@/api/http'
import { ApiError } from '@/api/errors'
import { ErrorState, Skeleton } from '@/components/ui/States'
import { typeOf, useLive, type Row } from '@/sync'

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
  const { records } = useLive()
  const type = typeOf(entity)
  const query = useQuery({
    queryKey: ['note', type, id],
    queryFn: async () => {
      try {
        // Gets it, or makes it: two who open a record at once get the same one.
        const { body } = await send<{ data: Row }>('POST', `/${type}/${id}/note`, { body: {} })
        records.take('notes', [body.data], null)
        return body.data.id
      } catch (error) {
        // A reader may not make one: there is nothing to read yet.
        if (error instanceof ApiError && error.status === 403) return null
        throw error
      }
    },
  })
  if (query.isError)
    return (
      <ErrorState
        title={t('error.title')}
        text={query.error.message}
        retry={{ label: t('common.retry'), run: () => void query.refetch() }}
      />
    )
  if (query.data === null) return <p className="text-muted">{t('note.none')}</p>
  return (
    <Suspense fallback={<Loading />}>
      {query.data ? <NoteEditor noteId={query.data} readOnly={readOnly} /> : <Loading />}
    </Suspense>
  )
}

function Loading() {
  return (
    <div className="flex min-h-[132px] flex-col gap-2.5 rounded-lg border p-3 pt-12">
      <Skeleton className="w-3/4" />
      <Skeleton className="w-1/2" />
    </div>
  )
}
