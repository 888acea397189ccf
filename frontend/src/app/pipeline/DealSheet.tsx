import { useNavigate } from '@tanstack/react-router'
import { Ellipsis, Link2, SearchX, Trash2, X } from 'lucide-react'
import { useRef, useState, type ReactNode, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { useFollowing } from '@/components/following'
import { LinkName } from '@/components/records/FieldValue'
import { RecordPresence } from '@/components/records/RecordPresence'
import { Button } from '@/components/ui/Button'
import { Sheet } from '@/components/ui/Dialog'
import { IconButton } from '@/components/ui/IconButton'
import { Dropdown } from '@/components/ui/Menu'
import { EmptyState, Skeleton } from '@/components/ui/States'
import { onDemand } from '@/components/ui/onDemand'
import { toast } from '@/components/ui/Toaster'
import { ReadError } from '@/components/ReadError'
import { DealPanel } from '@/features/deals'
import { basePath, useChanges, useMay, useRecord, type Row } from '@/sync'
import { usePlace } from './place'
import { RecordSections } from '../record/RecordSections'

const PanelView = onDemand(() => import('./PanelView'))

/** The deal that the address names, beside its board; over everything on a phone. */
export function DealSheet(): ReactNode {
  const { t } = useTranslation()
  const { dealId = '' } = usePlace()
  const { row, status, error, retry } = useRecord('deals', dealId)
  const readOnly = !useMay('deals', 'update')
  const close = useClose(row)
  const panel = useRef<HTMLDivElement>(null)
  return (
    <Sheet
      open
      modal={false}
      onOpenChange={(open) => !open && close()}
      title={t('panel.full', { name: (row?.['name'] as string | undefined) ?? '' })}
      className="sm:w-[min(680px,94vw)] md:w-[min(680px,calc(100vw-228px-var(--shell-edge)))]"
    >
      <Header
        id={dealId}
        row={row}
        present={status !== 'missing'}
        readOnly={readOnly}
        onClose={close}
      />
      <div ref={panel} className="min-h-0 grow overflow-y-auto overscroll-contain">
        {row ? (
          <Opened key={dealId} deal={row} panel={panel} readOnly={readOnly} />
        ) : status === 'missing' ? (
          <EmptyState
            icon={<SearchX />}
            title={t('panel.missing')}
            text={t('panel.missing_text')}
            action={<Button onClick={close}>{t('panel.back')}</Button>}
          />
        ) : status === 'error' ? (
          <ReadError error={error} retry={retry} />
        ) : (
          <Loading />
        )}
      </div>
    </Sheet>
  )
}

interface OpenedProps {
  deal: Row
  /** What scrolls. */
  panel: RefObject<HTMLElement | null>
  readOnly: boolean
}

function Opened({ deal, panel, readOnly }: OpenedProps) {
  const [tab, setTab] = useState('comments')
  const together = useFollowing(({ watched, leader }) => watched || leader !== null)
  return (
    <>
      <DealPanel deal={deal} readOnly={readOnly}>
        <RecordSections entity="deal" id={deal.id} readOnly={readOnly} tab={tab} onTab={setTab} />
      </DealPanel>
      {together && <PanelView panel={panel} dealId={deal.id} tab={tab} onTab={setTab} />}
    </>
  )
}

/** Back to the deal's board, with its filters. */
function useClose(row: Row | undefined): () => void {
  const navigate = useNavigate()
  const pipelineId = row?.['pipeline_id'] as string | undefined
  return () =>
    void (pipelineId
      ? navigate({ to: '/pipelines/$pipelineId', params: { pipelineId }, search: true })
      : navigate({ to: '/pipelines', search: true }))
}

interface HeaderProps {
  id: string
  row: Row | undefined
  /** Nobody can be seen with a deal that is not there: we are told nothing of it any more. */
  present: boolean
  readOnly: boolean
  onClose: () => void
}

function Header({ id, row, present, readOnly, onClose }: HeaderProps) {
  const { t } = useTranslation()
  const { remove } = useChanges()
  const mayDelete = useMay('deals', 'delete') && !readOnly
  const copy = () =>
    void navigator.clipboard
      .writeText(`${location.origin}${basePath}/deals/${id}`)
      .then(() => toast.success(t('panel.copied')))
  const trash = () => {
    onClose()
    const undo = remove('deals', id)
    toast.info(t('panel.deleted', { name: (row?.['name'] as string | undefined) ?? '' }), {
      id,
      action: { label: t('common.undo'), run: undo },
    })
  }
  return (
    <header className="flex h-12 shrink-0 items-center gap-1 pr-2 pl-5 max-sm:pl-4">
      <span className="flex min-w-0 grow items-center gap-1.5 text-sm text-muted">
        {row && <LinkName type="pipelines" id={row['pipeline_id'] as string} />}
        {readOnly && <span className="truncate">· {t('panel.read_only')}</span>}
      </span>
      {present && <RecordPresence type="deals" id={id} />}
      {row && (
        <Dropdown
          align="end"
          entries={[
            { label: t('panel.copy_link'), icon: <Link2 />, onSelect: copy },
            ...(mayDelete
              ? ([
                  'rule',
                  { label: t('common.delete'), icon: <Trash2 />, danger: true, onSelect: trash },
                ] as const)
              : []),
          ]}
        >
          <button
            type="button"
            aria-label={t('panel.more')}
            className="inline-flex size-8 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text data-[state=open]:bg-press [&_svg]:size-4"
          >
            <Ellipsis aria-hidden />
          </button>
        </Dropdown>
      )}
      <IconButton label={t('panel.close')} keys="Esc" icon={<X />} onClick={onClose} />
    </header>
  )
}

function Loading() {
  return (
    <div className="flex flex-col gap-4 px-5 pt-2">
      <Skeleton className="h-6 w-2/3" />
      <Skeleton className="h-8 w-full" />
      <Skeleton className="h-40 w-full" />
    </div>
  )
}
