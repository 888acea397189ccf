import {
  Download,
  File,
  FileArchive,
  FileImage,
  FilePlay,
  FileSpreadsheet,
  FileText,
  Trash2,
} from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { send } from '@/api/http'
import { usePerson } from '@/components/records/people'
import { useAgo } from '@/components/ui/Ago'
import { personStyle } from '@/components/ui/Avatar'
import { cn } from '@/components/ui/cn'
import { IconButton } from '@/components/ui/IconButton'
import { toast } from '@/components/ui/Toaster'
import { useChanges, useFlash, type Row } from '@/sync'
import { formatSize, kindOf } from './sizes'

const ICONS = {
  image: FileImage,
  sheet: FileSpreadsheet,
  text: FileText,
  archive: FileArchive,
  media: FilePlay,
  other: File,
}

/** An attachment: what it is, whose, and the way to it. */
export function FileRow({ file, readOnly }: { file: Row; readOnly: boolean }) {
  const { t } = useTranslation()
  const { remove } = useChanges()
  const by = usePerson(file['created_by'] as string | null)
  const flash = useFlash('files', file.id)
  const ago = useAgo(file['created_at'] as string)
  const name = file['name'] as string
  const Icon = ICONS[kindOf((file['content_type'] as string | null) ?? '')]
  const takeAway = () => {
    const undo = remove('files', file.id)
    toast.info(t('files.deleted', { name }), {
      id: file.id,
      action: { label: t('common.undo'), run: undo },
    })
  }
  return (
    <li
      data-place={`file-${file.id}`}
      style={flash && personStyle(flash.actor)}
      className={cn(
        'group/file flex min-h-11 items-center gap-3 rounded-md px-2 hover:bg-hover',
        flash && 'animate-pulse-once',
      )}
    >
      <Icon aria-hidden className="size-5 shrink-0 text-muted" />
      <button
        type="button"
        onClick={() => void download(file.id, t('error.title'))}
        className="min-w-0 grow rounded-sm py-1 text-left"
      >
        <span className="block truncate font-medium">{name}</span>
        <span className="tabular block truncate text-sm text-muted">
          {[formatSize(Number(file['size'] ?? 0)), by?.name, ago].filter(Boolean).join(' · ')}
        </span>
      </button>
      <span className="flex shrink-0 opacity-0 group-focus-within/file:opacity-100 group-hover/file:opacity-100 coarse:opacity-100">
        <IconButton
          size="sm"
          label={t('files.download', { name })}
          icon={<Download />}
          onClick={() => void download(file.id, t('error.title'))}
        />
        {!readOnly && (
          <IconButton
            size="sm"
            label={t('files.delete', { name })}
            icon={<Trash2 />}
            onClick={takeAway}
          />
        )}
      </span>
    </li>
  )
}

/** Links are signed for minutes only: ask for a fresh one at the click. */
async function download(id: string, failed: string): Promise<void> {
  try {
    const { body } = await send<{ data: { url: string } }>('GET', `/files/${id}`)
    const link = document.createElement('a')
    link.href = body.data.url
    link.download = '' // the server names it
    link.click()
  } catch (error) {
    toast.error(failed, error instanceof Error ? { description: error.message } : {})
  }
}
