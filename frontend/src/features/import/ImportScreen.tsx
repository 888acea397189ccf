import { useNavigate, useSearch } from '@tanstack/react-router'
import { FileUp } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/ui/Button'
import { EmptyState } from '@/components/ui/States'
import { PageBar } from '@/components/PageBar'
import { useMay } from '@/sync'
import { DropZone } from './DropZone'
import { ImportList } from './ImportList'
import { ImportRun } from './ImportRun'
import { MappingStep } from './MappingStep'
import { useImportDraft } from './useDraft'

/** Bringing a CSV file in: drop it, say where its columns go, watch it come. */
export function ImportScreen({ hrefOf }: { hrefOf: (type: string) => string }) {
  const { t } = useTranslation()
  const may = useMay('imports', 'create')
  const mayRead = useMay('imports', 'read')
  const navigate = useNavigate()
  const search: Record<string, unknown> = useSearch({ strict: false })
  const run = typeof search['run'] === 'string' ? search['run'] : null
  const show = (id: string | null) =>
    void navigate({ to: '/import', search: id === null ? {} : { run: id } })
  const draft = useImportDraft()
  const fresh = () => {
    draft.forget()
    show(null)
  }
  return (
    <>
      <PageBar title={t('import.title')}>
        <span className="grow" />
        {may && (run !== null || draft.chosen) && (
          <Button size="sm" onClick={fresh}>
            <FileUp />
            <span className="max-sm:sr-only">{t('import.another')}</span>
          </Button>
        )}
      </PageBar>
      <div className="min-h-0 grow overflow-auto">
        <div className="mx-auto flex w-full max-w-[1040px] flex-col gap-6 px-4 py-5 sm:px-6">
          {run !== null ? (
            <ImportRun
              key={run}
              id={run}
              hrefOf={hrefOf}
              onBack={draft.preview ? () => show(null) : undefined}
            />
          ) : !may ? (
            <EmptyState
              icon={<FileUp />}
              title={t('import.forbidden')}
              text={t('import.forbidden_text')}
            />
          ) : draft.preview && draft.draft ? (
            <MappingStep draft={draft} onStarted={show} />
          ) : (
            <DropZone draft={draft} />
          )}
          {mayRead && !(draft.preview && run === null) && (
            <ImportList current={run} onOpen={show} />
          )}
        </div>
      </div>
    </>
  )
}
