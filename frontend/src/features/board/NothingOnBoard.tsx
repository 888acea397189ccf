import { useNavigate } from '@tanstack/react-router'
import { Columns3, KanbanSquare, SearchX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/ui/Button'
import { EmptyState } from '@/components/ui/States'
import { useMay, type BoardState } from '@/sync'
import { startAdding } from './adding'
import type { BoardStore } from './boardStore'

interface NothingOnBoardProps {
  board: BoardState
  filtered: boolean
  onClear: () => void
  mayAdd: boolean
  store: BoardStore
}

/** Over an empty board: what to do first, or what hides everything. */
export function NothingOnBoard({ board, filtered, onClear, mayAdd, store }: NothingOnBoardProps) {
  const { t } = useTranslation()
  if (board.stages.some((stage) => stage.count > 0)) return null
  return (
    <div className="pointer-events-none absolute inset-0 grid place-items-center p-4">
      {board.stages.length === 0 ? (
        <NoStages />
      ) : filtered ? (
        <EmptyState
          className="floating pointer-events-auto p-8"
          icon={<SearchX />}
          title={t('board.nothing_matches')}
          action={<Button onClick={onClear}>{t('board.clear')}</Button>}
        />
      ) : (
        <EmptyState
          className="floating pointer-events-auto p-8"
          icon={<KanbanSquare />}
          title={t('board.empty')}
          text={t('board.empty_text')}
          action={
            mayAdd && (
              <Button variant="primary" onClick={() => startAdding(store, board)}>
                {t('board.add_first')}
              </Button>
            )
          }
        />
      )}
    </div>
  )
}

/** A pipeline that nobody has given stages, or that has lost them all, holds no deals. */
function NoStages() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const mayAdd = useMay('stages', 'create')
  const settings = { to: '/settings/$section', params: { section: 'pipelines' } } as const
  return (
    <EmptyState
      className="floating pointer-events-auto p-8"
      icon={<Columns3 />}
      title={t('board.no_stages')}
      text={t(mayAdd ? 'board.no_stages_text' : 'board.no_stages_ask')}
      action={
        mayAdd && (
          <Button variant="primary" onClick={() => void navigate(settings)}>
            {t('board.add_stages')}
          </Button>
        )
      }
    />
  )
}
