import { Link } from '@tanstack/react-router'
import { ArrowRight, Download, SearchX, Undo2 } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ReadError } from '@/components/ReadError'
import { Button } from '@/components/ui/Button'
import { Notice } from '@/components/ui/Notice'
import { EmptyState, ProgressBar, Skeleton } from '@/components/ui/States'
import { toast } from '@/components/ui/Toaster'
import { useRecord } from '@/sync'
import { download } from './download'
import { isUndoable, runOf, shareOf, type Run } from './run'
import { RunBadge } from './RunBadge'
import { UndoDialog } from './UndoDialog'

interface ImportRunProps {
  id: string
  hrefOf: (type: string) => string
  /** Back to the columns of the file, where it is still at hand. */
  onBack: (() => void) | undefined
}

/** One import, live: how far it is, what it made, what could not be read, and the way back. */
export function ImportRun({ id, hrefOf, onBack }: ImportRunProps) {
  const { t } = useTranslation()
  const { row, status, error, retry } = useRecord('imports', id)
  if (status === 'error') return <ReadError part error={error} retry={retry} />
  if (status === 'missing')
    return (
      <EmptyState icon={<SearchX />} title={t('import.gone')} text={t('error.not_found_text')} />
    )
  if (!row) return <Skeleton className="h-40 w-full" />
  return <RunCard run={runOf(row)} hrefOf={hrefOf} onBack={onBack} />
}

function RunCard({ run, hrefOf, onBack }: Omit<ImportRunProps, 'id'> & { run: Run }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const over = run.status === 'done' && !run.undoing
  return (
    <section className="rounded-xl border px-5 py-4" aria-label={run.fileName}>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="min-w-0 truncate text-lg font-semibold tracking-[-0.01em]">
          {run.fileName}
        </h2>
        <RunBadge run={run} />
      </header>
      {over && run.dryRun && <p className="mt-1 text-muted">{t('import.checked')}</p>}
      {run.status === 'undone' && <p className="mt-1 text-muted">{t('import.undone')}</p>}
      <Progress run={run} />
      <Counts run={run} />
      {run.error && (
        <Notice tone="danger" className="mt-4">
          {run.error}
        </Notice>
      )}
      <footer className="mt-4 flex flex-wrap gap-2">
        {over && !run.dryRun && (
          <Button variant="primary" asChild>
            <Link to={hrefOf(run.type)}>
              {t(`import.show.${run.type as 'deals'}`)}
              <ArrowRight />
            </Link>
          </Button>
        )}
        {over && run.dryRun && onBack && (
          <Button variant="primary" onClick={onBack}>
            {t('import.back')}
          </Button>
        )}
        {run.hasErrors && <ErrorsButton run={run} />}
        {isUndoable(run) && (
          <Button onClick={() => setAsking(true)}>
            <Undo2 />
            {t(run.status === 'running' ? 'import.stop' : 'import.undo')}
          </Button>
        )}
      </footer>
      <UndoDialog run={run} open={asking} onOpenChange={setAsking} />
    </section>
  )
}

function Progress({ run }: { run: Run }) {
  const { t } = useTranslation()
  const share = shareOf(run)
  const moving = run.undoing || run.status === 'running' || run.status === 'queued'
  if (!moving) return null
  const [done, total] = run.undoing
    ? [run.undoing.done, run.undoing.total]
    : [run.done + run.failed, run.total]
  return (
    <div className="mt-4">
      <ProgressBar
        value={share}
        label={t(run.undoing ? 'import.status.undoing' : `import.status.${run.status}`)}
        className="h-2"
      />
      <p className="tabular mt-1.5 text-muted" role="status">
        {run.status === 'queued'
          ? t('import.waiting')
          : total === null
            ? t('import.counting')
            : t('import.progress', { done: done.toLocaleString(), total: total.toLocaleString() })}
      </p>
    </div>
  )
}

const MADE = [
  'records',
  'updated',
  'skipped',
  'companies',
  'contacts',
  'members',
  'stages',
  'fields',
] as const

function Counts({ run }: { run: Run }) {
  const { t } = useTranslation()
  const made = MADE.filter((what) => (run.created[what] ?? 0) > 0)
  if (made.length === 0 && run.failed === 0) return null
  return (
    <dl className="mt-4 grid grid-cols-[repeat(auto-fit,minmax(132px,1fr))] gap-px overflow-hidden rounded-lg border bg-line">
      {made.map((what) => (
        <Count key={what} label={t(`import.made.${what}`)}>
          {(run.created[what] ?? 0).toLocaleString()}
        </Count>
      ))}
      {run.failed > 0 && (
        <Count label={t('import.made.failed')} bad>
          {run.failed.toLocaleString()}
        </Count>
      )}
    </dl>
  )
}

function Count({ label, bad, children }: { label: string; bad?: boolean; children: ReactNode }) {
  return (
    <div className="flex flex-col-reverse bg-surface px-4 py-2.5">
      <dt className="text-sm text-muted">{label}</dt>
      <dd
        className={`tabular text-xl font-semibold tracking-[-0.02em] ${bad ? 'text-danger-text' : ''}`}
      >
        {children}
      </dd>
    </div>
  )
}

function ErrorsButton({ run }: { run: Run }) {
  const { t } = useTranslation()
  const [pending, setPending] = useState(false)
  const save = async () => {
    setPending(true)
    try {
      await download(`/imports/${run.id}/errors`, run.fileName.replace(/(\.\w+)?$/, '-errors.csv'))
    } catch (error) {
      toast.error(t('error.title'), { description: error instanceof Error ? error.message : '' })
    } finally {
      setPending(false)
    }
  }
  return (
    <Button pending={pending} onClick={() => void save()}>
      <Download />
      {t('import.errors', { count: run.failed, shown: run.failed.toLocaleString() })}
    </Button>
  )
}
