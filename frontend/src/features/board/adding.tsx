import { Plus } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommands } from '@/components/commands'
import type { BoardState } from '@/sync'
import type { BoardStore } from './boardStore'

/** Open the quick add of the selected card's column, or of the first. */
export function startAdding(store: BoardStore, board: BoardState): void {
  const { selected } = store.getState()
  const stage =
    board.stages.find((one) => one.cards.some((card) => card.id === selected)) ?? board.stages[0]
  if (stage) store.setState({ adding: stage.id })
}

/** Offers a new deal on this board to the palette and the keys. */
export function useAddCommand(store: BoardStore, board: BoardState | undefined): void {
  const { t } = useTranslation()
  useCommands(
    useMemo(
      () =>
        board
          ? [
              {
                id: 'board.add',
                label: t('board.new'),
                group: t('shell.pipeline'),
                keys: 'n',
                icon: <Plus />,
                run: () => startAdding(store, board),
              },
            ]
          : [],
      [store, board, t],
    ),
  )
}
