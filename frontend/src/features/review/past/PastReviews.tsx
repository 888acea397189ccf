import { Check, History, ListFilter } from 'lucide-react'
import { useMemo, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { PageBar } from '@/components/PageBar'
import { ReadError } from '@/components/ReadError'
import { Button } from '@/components/ui/Button'
import { Dropdown } from '@/components/ui/Menu'
import { EmptyState, Skeleton } from '@/components/ui/States'
import { textOf, useList, type Filter } from '@/sync'
import { reviewOf } from '../review'
import '../texts'
import { PastReview } from './PastReview'
import { useOutcomes } from './useOutcomes'

interface PastReviewsProps {
  /** Only those of this board. */
  board: string | undefined
  onBoard: (board: string | undefined) => void
}

/** The reviews that have ended, the latest first; each leads to its summary. Live. */
export function PastReviews({ board, onBoard }: PastReviewsProps) {
  const { t } = useTranslation()
  const list = useList('reviews', { filters: filtersOf(board), sort: '-created_at', limit: 50 })
  const { rows, status, error, retry, hasMore, loadMore } = list
  const boards = useList('pipelines', { sort: 'created_at' })
  const outcomes = useOutcomes(useMemo(() => rows.map(({ id }) => id), [rows]))
  const nameOf = (id: string) =>
    textOf(
      boards.rows.find((row) => row.id === id),
      'name',
    ) || (boards.status === 'ready' ? t('review.past.gone_board') : '')
  return (
    <>
      <PageBar title={t('review.past.title')}>
        <span className="grow" />
        {(boards.rows.length > 1 || board) && (
          <Dropdown
            align="end"
            entries={[
              {
                label: t('review.past.all_boards'),
                checked: !board,
                onSelect: () => onBoard(undefined),
              },
              ...boards.rows.map(({ id }) => ({
                label: nameOf(id),
                checked: id === board,
                onSelect: () => onBoard(id),
              })),
            ]}
          >
            <Button size="sm" className="mr-2 min-w-0 shrink">
              {board ? <Check aria-hidden /> : <ListFilter aria-hidden />}
              <span className="truncate">
                {board ? nameOf(board) : t('review.past.all_boards')}
              </span>
            </Button>
          </Dropdown>
        )}
      </PageBar>
      {status === 'error' ? (
        <ReadError className="grow" error={error} retry={retry} />
      ) : status === 'loading' ? (
        <Loading />
      ) : rows.length === 0 ? (
        <EmptyState
          className="grow"
          icon={<History />}
          title={t('review.past.empty')}
          text={t('review.past.empty_text')}
          action={
            board && (
              <Button onClick={() => onBoard(undefined)}>{t('review.past.all_boards')}</Button>
            )
          }
        />
      ) : (
        <div className="min-h-0 grow overflow-auto pb-6">
          {outcomes.error && (
            <ReadError part className="m-3" error={outcomes.error} retry={outcomes.retry} />
          )}
          <Lines label={t('review.past.title')}>
            {rows.map((row) => {
              const review = reviewOf(row)
              return (
                <PastReview
                  key={row.id}
                  review={review}
                  board={nameOf(review.pipelineId)}
                  outcomes={outcomes.of(row.id)}
                />
              )
            })}
          </Lines>
          {hasMore && (
            <Button variant="ghost" size="sm" className="m-3" onClick={loadMore}>
              {t('review.older')}
            </Button>
          )}
        </div>
      )}
    </>
  )
}

function filtersOf(board: string | undefined): readonly Filter[] {
  const ended = { field: 'ended_at', op: 'empty', value: false } as const
  return board ? [ended, { field: 'pipeline_id', op: 'eq', value: board }] : [ended]
}

const ARROWS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }

/** A list of links: arrows go from one to the next. */
function Lines({ label, children }: { label: string; children: ReactNode }) {
  const lines = useRef<HTMLUListElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = ARROWS[event.key]
    const links = [...(lines.current?.querySelectorAll('a') ?? [])]
    const at = links.findIndex((link) => link === document.activeElement)
    if (!step || at < 0 || event.metaKey || event.ctrlKey || event.altKey) return
    event.preventDefault()
    links[Math.min(Math.max(at + step, 0), links.length - 1)]?.focus()
  }
  return (
    <ul ref={lines} aria-label={label} onKeyDown={onKeyDown}>
      {children}
    </ul>
  )
}

function Loading() {
  return (
    <div className="flex flex-col gap-6 p-5">
      {[40, 55, 35].map((width) => (
        <Skeleton key={width} style={{ width: `${width}%` }} />
      ))}
    </div>
  )
}
