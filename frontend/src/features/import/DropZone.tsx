import { FileSpreadsheet, FileUp } from 'lucide-react'
import { useRef, useState, type DragEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/ui/Button'
import { cn } from '@/components/ui/cn'
import { Notice } from '@/components/ui/Notice'
import { Spinner } from '@/components/ui/Spinner'
import type { ImportType } from './preview'
import { TypeChoice } from './TypeChoice'
import { sentencesOf, type ImportDraft } from './useDraft'

/** Where a file is dropped, and what its rows are. */
export function DropZone({ draft }: { draft: ImportDraft }) {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [type, setType] = useState<ImportType>('deals')
  const take = (files: FileList | null | undefined) => {
    const file = files?.[0]
    if (file) void draft.choose(file, type)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files)
  }
  return (
    <section className="flex flex-col gap-4">
      <div>
        <h2 className="mb-2 font-semibold">{t('import.what')}</h2>
        <TypeChoice value={type} onChange={setType} />
      </div>
      <div
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false)
        }}
        onDrop={drop}
        className={cn(
          'flex flex-col items-center gap-3 rounded-xl border-2 border-dashed border-line-strong px-6 py-12 text-center transition-colors',
          over && 'border-accent bg-accent-soft',
        )}
      >
        <span className="inline-flex size-12 items-center justify-center rounded-xl bg-accent-soft text-accent-text [&_svg]:size-6">
          {over ? <FileSpreadsheet aria-hidden /> : <FileUp aria-hidden />}
        </span>
        {draft.busy === 'reading' ? (
          <p className="flex items-center gap-2" role="status">
            <Spinner /> {t('import.reading', { name: draft.chosen?.file.name ?? '' })}
          </p>
        ) : (
          <>
            <p className="text-md font-semibold">{t('import.drop')}</p>
            <p className="max-w-[52ch] text-pretty text-muted">{t('import.drop_text')}</p>
            <Button variant="primary" onClick={() => input.current?.click()}>
              {t('import.choose')}
            </Button>
          </>
        )}
        <input
          ref={input}
          type="file"
          accept=".csv,.tsv,.txt,text/csv"
          className="sr-only"
          aria-label={t('import.choose')}
          tabIndex={-1}
          onChange={(event) => {
            take(event.target.files)
            event.target.value = ''
          }}
        />
      </div>
      {draft.error && (
        <Notice tone="danger">
          {sentencesOf(draft.error).map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </Notice>
      )}
    </section>
  )
}
