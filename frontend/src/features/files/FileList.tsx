import { Paperclip, Upload } from 'lucide-react'
import { useId, useState, type DragEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ReadError } from '@/components/ReadError'
import { Button } from '@/components/ui/Button'
import { cn } from '@/components/ui/cn'
import { EmptyState } from '@/components/ui/States'
import { useList } from '@/sync'
import { FileRow } from './FileRow'
import { SendingRow } from './SendingRow'
import { useUploads } from './useUploads'

interface FileListProps {
  /** Singular: "deal". */
  entity: string
  id: string
  readOnly: boolean
}

/** A record's attachments: dropped or picked, with progress; live. */
export function FileList({ entity, id, readOnly }: FileListProps) {
  const { t } = useTranslation()
  const { rows, status, error, retry } = useFiles(entity, id)
  const { sending, sendAll } = useUploads(entity, id)
  const [over, setOver] = useState(0)
  const input = useId()
  const drop = readOnly
    ? {}
    : {
        onDragEnter: (event: DragEvent) => hasFiles(event) && setOver((n) => n + 1),
        onDragLeave: (event: DragEvent) => hasFiles(event) && setOver((n) => Math.max(0, n - 1)),
        onDragOver: (event: DragEvent) => hasFiles(event) && event.preventDefault(),
        onDrop: (event: DragEvent) => {
          if (!hasFiles(event)) return
          event.preventDefault()
          setOver(0)
          sendAll([...event.dataTransfer.files])
        },
      }
  const picker = !readOnly && (
    <>
      <input
        id={input}
        type="file"
        multiple
        className="peer sr-only"
        onChange={(event) => {
          sendAll([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      <Button asChild>
        <label
          htmlFor={input}
          className="cursor-pointer peer-focus-visible:outline-2 peer-focus-visible:outline-focus"
        >
          <Upload aria-hidden />
          {t('files.choose')}
        </label>
      </Button>
    </>
  )
  const empty = rows.length === 0 && sending.length === 0
  return (
    <div
      {...drop}
      className={cn(
        'relative flex flex-col gap-2 rounded-lg border border-dashed border-transparent transition-colors',
        over > 0 && 'border-accent bg-accent-soft',
        empty && over === 0 && 'border-line-strong',
      )}
    >
      {empty && status === 'error' ? (
        <ReadError part error={error} retry={retry} />
      ) : empty ? (
        status === 'ready' && (
          <EmptyState
            className="p-6"
            icon={<Paperclip />}
            title={t('files.empty')}
            text={readOnly ? undefined : t('files.empty_text')}
            action={picker}
          />
        )
      ) : (
        <>
          <ul className="flex flex-col">
            {sending.map((one) => (
              <SendingRow key={one.id} sending={one} />
            ))}
            {rows.map((file) => (
              <FileRow key={file.id} file={file} readOnly={readOnly} />
            ))}
          </ul>
          <div className="flex items-center gap-3 px-2 text-sm text-muted">
            {picker}
            {!readOnly && <span className="coarse:hidden">{t('files.or_drop')}</span>}
          </div>
        </>
      )}
    </div>
  )
}

const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files')

/** A record's files, the newest first. */
export function useFiles(entity: string, id: string) {
  return useList('files', {
    filters: [
      { field: 'entity', op: 'eq', value: entity },
      { field: 'entity_id', op: 'eq', value: id },
    ],
    sort: '-created_at',
    limit: 100,
  })
}
