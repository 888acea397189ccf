import { FileSpreadsheet, Play } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Badge } from '@/components/ui/Badge'
import { Button } from '@/components/ui/Button'
import { Notice } from '@/components/ui/Notice'
import { ProgressBar } from '@/components/ui/States'
import { useMeta, type TypeMeta } from '@/sync'
import { MappingRow } from './MappingRow'
import { needsTemplate, obstacles, retarget, targetFields, type Draft } from './mapping'
import { NewStages } from './NewStages'
import { OptionsPanel } from './OptionsPanel'
import type { ImportType, Preview } from './preview'
import { TemplateRow } from './TemplateRow'
import { TypeChoice } from './TypeChoice'
import { sentencesOf, type ImportDraft } from './useDraft'

interface MappingStepProps {
  draft: ImportDraft
  onStarted: (id: string) => void
}

/** Where each column goes: the proposal, to be looked over, and the button that starts it. */
export function MappingStep({ draft: job, onStarted }: MappingStepProps) {
  const { chosen, preview, draft } = job
  const about = useMeta()?.types[chosen?.type ?? '']
  if (!chosen || !preview || !draft || !about) return null
  return (
    <Mapping
      key={`${chosen.file.name} ${chosen.type}`}
      {...{ job, preview, draft, about, onStarted }}
      file={chosen.file}
      type={chosen.type}
    />
  )
}

interface MappingProps {
  job: ImportDraft
  preview: Preview
  draft: Draft
  about: TypeMeta
  file: File
  type: ImportType
  onStarted: (id: string) => void
}

function Mapping({ job, preview, draft, about, file, type, onStarted }: MappingProps) {
  const { t } = useTranslation()
  const [checking, setChecking] = useState(false)
  const title = about.title ?? 'name'
  const fields = useMemo(() => targetFields(about.fields), [about])
  const missing = obstacles(draft, fields, title)
  const used = preview.columns.filter((column) => draft.mapping[column.name]).length
  const start = async (dryRun: boolean) => {
    setChecking(dryRun)
    const id = await job.start(title, dryRun)
    if (id) onStarted(id)
  }
  return (
    <>
      <FileFacts preview={preview} file={file} used={used} />
      <section>
        <h2 className="mb-2 font-semibold">{t('import.what')}</h2>
        <TypeChoice value={type} onChange={(next) => void job.choose(file, next)} />
      </section>
      {preview.problems.length > 0 && (
        <Notice tone="warn">
          {preview.problems.map((problem) => (
            <p key={problem}>{problem}</p>
          ))}
        </Notice>
      )}
      <section aria-label={t('import.columns')} className="overflow-hidden rounded-lg border">
        <div className="grid h-9 grid-cols-[minmax(0,1fr)_minmax(0,1.25fr)] items-center gap-4 border-b bg-sunken px-4 text-sm font-medium text-muted max-sm:hidden">
          <span>{t('import.column')}</span>
          <span>{t('import.goes_to', { label: about.label.toLowerCase() })}</span>
        </div>
        {preview.columns.map((column) => (
          <MappingRow
            key={column.name}
            column={column}
            target={draft.mapping[column.name] ?? null}
            {...{ draft, fields }}
            onTarget={(target) => job.change(retarget(draft, column, target))}
            onDraft={job.change}
          />
        ))}
        {needsTemplate(draft, title) && (
          <TemplateRow {...{ preview, draft, title, about }} onDraft={job.change} />
        )}
      </section>
      {type === 'deals' && <NewStages {...{ preview, draft }} onDraft={job.change} />}
      <OptionsPanel {...{ type, about, draft }} onDraft={job.change} />
      {job.error && (
        <Notice tone="danger">
          {sentencesOf(job.error).map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </Notice>
      )}
      <footer className="sticky bottom-0 -mx-4 flex flex-wrap items-center gap-3 border-t bg-surface px-4 py-3 sm:-mx-6 sm:px-6">
        <div className="min-w-0 grow" role="status">
          {missing.length > 0 ? (
            <p className="text-danger-text">
              {t('import.missing', { fields: missing.join(', ') })}
            </p>
          ) : job.busy === 'sending' ? (
            <ProgressBar value={job.sent} label={t('import.sending')} className="max-w-80" />
          ) : (
            <p className="text-muted max-sm:hidden">{t('import.ready')}</p>
          )}
        </div>
        <Button variant="ghost" onClick={job.forget}>
          {t('common.cancel')}
        </Button>
        <Button
          disabled={missing.length > 0 || job.busy !== null}
          pending={job.busy === 'sending' && checking}
          onClick={() => void start(true)}
        >
          {t('import.check')}
        </Button>
        <Button
          variant="primary"
          disabled={missing.length > 0 || job.busy !== null}
          pending={job.busy === 'sending' && !checking}
          onClick={() => void start(false)}
        >
          <Play />
          {t('import.start')}
        </Button>
      </footer>
    </>
  )
}

const DELIMITERS: Record<string, 'comma' | 'semicolon' | 'tab' | 'pipe'> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'pipe',
}

/** What was found out about the file. */
function FileFacts({ preview, file, used }: { preview: Preview; file: File; used: number }) {
  const { t } = useTranslation()
  const delimiter = DELIMITERS[preview.delimiter]
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <FileSpreadsheet aria-hidden className="size-5 text-muted" />
      <h2 className="min-w-0 truncate text-lg font-semibold tracking-[-0.01em]">{file.name}</h2>
      <Badge>{sizeOf(file.size)}</Badge>
      <Badge>
        {t('import.separated', {
          by: delimiter ? t(`import.delimiter.${delimiter}`) : preview.delimiter,
        })}
      </Badge>
      <Badge>{preview.encoding.replace('-sig', '').toUpperCase()}</Badge>
      <Badge tone="accent">{t('import.used', { used, count: preview.columns.length })}</Badge>
    </header>
  )
}

const BYTES = new Intl.NumberFormat(undefined, {
  style: 'unit',
  unit: 'kilobyte',
  maximumFractionDigits: 0,
})

function sizeOf(bytes: number): string {
  return BYTES.format(Math.max(1, bytes / 1024))
}
