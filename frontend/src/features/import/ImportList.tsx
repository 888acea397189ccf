import { useTranslation } from 'react-i18next'
import { PersonName } from '@/components/records/FieldValue'
import { ReadError } from '@/components/ReadError'
import { Ago } from '@/components/ui/Ago'
import { Button } from '@/components/ui/Button'
import { ProgressBar } from '@/components/ui/States'
import { useList } from '@/sync'
import { runOf, shareOf, type Run } from './run'
import { RunBadge } from './RunBadge'

/** The imports there have been, the newest first, live. */
export function ImportList({
  current,
  onOpen,
}: {
  current: string | null
  onOpen: (id: string) => void
}) {
  const { t } = useTranslation()
  const list = useList('imports', { limit: 50 })
  const runs = list.rows.map(runOf).filter((run) => run.id !== current)
  if (list.status === 'error') return <ReadError part error={list.error} retry={list.retry} />
  if (runs.length === 0) return null
  return (
    <section>
      <h2 className="mb-2 font-semibold">{t('import.past')}</h2>
      <ul className="overflow-hidden rounded-lg border">
        {runs.map((run) => (
          <PastRun key={run.id} run={run} onOpen={() => onOpen(run.id)} />
        ))}
      </ul>
      {list.hasMore && (
        <Button variant="ghost" size="sm" className="mt-2" onClick={list.loadMore}>
          {t('records.show_more')}
        </Button>
      )}
    </section>
  )
}

function PastRun({ run, onOpen }: { run: Run; onOpen: () => void }) {
  const { t } = useTranslation()
  const share = shareOf(run)
  const moving = run.undoing !== null || run.status === 'running'
  return (
    <li className="border-b last:border-b-0">
      <button
        type="button"
        onClick={onOpen}
        className="flex min-h-12 w-full flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 text-left hover:bg-hover focus-visible:-outline-offset-2"
      >
        <span className="min-w-0 grow basis-48">
          <span className="block truncate font-medium">{run.fileName}</span>
          <span className="block text-sm text-muted">
            {t(`import.type.${run.type as 'deals'}`)} · <Ago moment={run.createdAt} />
          </span>
        </span>
        {run.ownerId && (
          <span className="max-sm:hidden">
            <PersonName id={run.ownerId} />
          </span>
        )}
        <span className="tabular w-24 text-right text-muted">
          {t('import.rows', { count: run.done, shown: run.done.toLocaleString() })}
        </span>
        <span className="flex w-40 items-center justify-end gap-2">
          {moving ? <ProgressBar value={share} label={run.fileName} /> : <RunBadge run={run} />}
        </span>
      </button>
    </li>
  )
}
