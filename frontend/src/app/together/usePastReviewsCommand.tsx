import { useNavigate } from '@tanstack/react-router'
import { History } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommands } from '@/components/commands'

/** "Past reviews", from the palette or by keys, wherever one is. */
export function usePastReviewsCommand(): void {
  const { t } = useTranslation()
  const navigate = useNavigate()
  useCommands(
    useMemo(
      () => [
        {
          id: 'go /reviews',
          label: t('review.past.title'),
          group: t('palette.go_to'),
          keys: 'g r',
          icon: <History />,
          words: t('review.past.words').split(' '),
          run: () => void navigate({ to: '/reviews' }),
        },
      ],
      [navigate, t],
    ),
  )
}
