import { useCallback, useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { toast } from '@/components/ui/Toaster'
import { useLive, useRefetchType } from '@/sync'
import { FILE_LIMIT, formatSize } from './sizes'
import { recordOf, refuse, upload, uploads } from './uploads'

// The records whose files are on the screen: there it shows that one did not arrive.
const shown = new Set<string>()

/** Files on their way to a record; what arrived shows in its list by the log. */
export function useUploads(entity: string, entityId: string) {
  const { t } = useTranslation()
  const { records } = useLive()
  const refetch = useRefetchType()
  const record = recordOf(entity, entityId)
  const all = useStore(uploads, ({ sending }) => sending)
  const sending = useMemo(() => all.filter((one) => one.record === record), [all, record])
  useEffect(() => {
    shown.add(record)
    return () => void shown.delete(record)
  }, [record])
  const sendAll = useCallback(
    (files: Iterable<File>) => {
      for (const file of files) {
        if (file.size > FILE_LIMIT) {
          refuse(file, record, t('files.too_large', { limit: formatSize(FILE_LIMIT) }))
          continue
        }
        upload(file, entity, entityId, {
          arrived: (row) => {
            records.take('files', [row], null)
            refetch('files')
          },
          refused: (error) => {
            const description = error instanceof Error ? error.message : t('error.title')
            if (!shown.has(record))
              toast.error(t('files.not_sent', { name: file.name }), { description })
            return description
          },
        })
      }
    },
    [entity, entityId, record, records, refetch, t],
  )
  return { sending, sendAll }
}
