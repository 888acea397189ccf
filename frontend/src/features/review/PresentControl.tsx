import { useNavigate } from '@tanstack/react-router'
import { History, Presentation } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommands } from '@/components/commands'
import { usePerson } from '@/components/records/people'
import { Avatar } from '@/components/ui/Avatar'
import { Button } from '@/components/ui/Button'
import { cn } from '@/components/ui/cn'
import { IconButton } from '@/components/ui/IconButton'
import { useMay, useMe } from '@/sync'
import { useRunning, usePresent, type Review } from './review'
import { enterRoom, useRoom } from './room'
import './texts'

/** At a board's title: that it is presented right now, or the way to present it. */
export default function PresentControl({ pipelineId }: { pipelineId: string }) {
  const running = useRunning(pipelineId)
  const room = useRoom((state) => state.id)
  const may = useMay('deals', 'update')
  const elsewhere = running && room !== running.id
  return (
    <>
      {elsewhere && <Marker review={running} />}
      {!running && may && <Present pipelineId={pipelineId} />}
      <Past pipelineId={pipelineId} {...(elsewhere ? { className: 'max-sm:hidden' } : {})} />
    </>
  )
}

function Past({ pipelineId, className }: { pipelineId: string; className?: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <IconButton
      className={cn('mr-1', className)}
      label={t('review.past.title')}
      keys="g r"
      icon={<History />}
      onClick={() => void navigate({ to: '/reviews', search: { board: pipelineId } })}
    />
  )
}

function Marker({ review }: { review: Review }) {
  const { t } = useTranslation()
  const presenter = usePerson(review.presenterId)
  const name = presenter?.name ?? ''
  // Presented in another window, or in one that was closed.
  const mine = useMe().user.id === review.presenterId
  return (
    <Button
      size="sm"
      className="mr-2 rounded-full pl-1.5"
      aria-label={t(mine ? 'review.yours_join' : 'review.live_join', { name })}
      onClick={() => enterRoom(review.id)}
    >
      {presenter && <Avatar person={presenter} size={18} named={false} />}
      <span className="max-w-40 truncate max-lg:sr-only">
        {t(mine ? 'review.yours' : 'review.live', { name })}
      </span>
      <span className="text-accent-text">{t(mine ? 'review.rejoin' : 'review.join')}</span>
    </Button>
  )
}

function Present({ pipelineId }: { pipelineId: string }) {
  const { t } = useTranslation()
  const present = usePresent()
  useCommands(
    useMemo(
      () => [
        {
          id: 'review.present',
          label: t('review.present'),
          group: t('shell.pipeline'),
          keys: 'Shift+P',
          icon: <Presentation />,
          words: t('review.present_words').split(' '),
          run: () => present(pipelineId),
        },
      ],
      [present, pipelineId, t],
    ),
  )
  return (
    <IconButton
      className="mr-1"
      label={t('review.present')}
      keys="Shift+P"
      icon={<Presentation />}
      onClick={() => present(pipelineId)}
    />
  )
}
