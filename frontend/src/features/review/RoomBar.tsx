import { LogOut, Square } from 'lucide-react'
import { useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { usePerson } from '@/components/records/people'
import { useTitle } from '@/components/records/titles'
import { Avatar, AvatarStack } from '@/components/ui/Avatar'
import { Button } from '@/components/ui/Button'
import { useMay, useMe, usePresence } from '@/sync'
import type { EventLine } from './ChangeList'
import { HandOver } from './HandOver'
import { useEnd, useTakeOver, type Review } from './review'
import { RoomChanges } from './RoomChanges'
import { leaveRoom } from './room'
import { useAttached } from './useAttached'
import { useLasting } from './useLasting'
import { useTakingPart } from './useTakingPart'
import './texts'

const LOST_MS = 3_000 // a reload is back by then

interface RoomBarProps {
  review: Review
  /** That one follows the presenter, or the way back to them. */
  following: ReactNode
  Line: EventLine
}

/** The review one is in: who presents, who is here, what has changed, and the ways out. */
export function RoomBar({ review, following, Line }: RoomBarProps) {
  const { t } = useTranslation()
  const me = useMe().user.id
  const end = useEnd()
  const takeOver = useTakeOver()
  const may = useMay('deals', 'update')
  const presenter = usePerson(review.presenterId)
  const board = useTitle('pipelines', review.pipelineId) ?? ''
  const presenting = review.presenterId === me
  const { members, others, publish } = usePresence(`review:${review.id}`)
  const theirs = members.find((member) => member.user_id === review.presenterId)
  const lost = useLasting(!presenting && members.length > 0 && !theirs, LOST_MS)
  const offered = may && !presenting && theirs?.state['offers'] === me
  const name = presenter?.name ?? ''
  useAttached(presenter, presenting)
  useTakingPart(review)
  useEffect(() => {
    if (!presenting) publish({ offers: undefined })
  }, [presenting, publish])
  return (
    <>
      {presenting ? (
        <span className="flex min-w-0 items-center gap-2">
          {presenter && <Avatar person={presenter} size={20} named={false} />}
          <span className="truncate font-medium">{t('review.presenting', { board })}</span>
        </span>
      ) : lost ? (
        <span className="min-w-0 truncate font-medium">
          {presenter ? t('review.lost', { name }) : t('review.nobody')}
        </span>
      ) : offered ? (
        <span className="min-w-0 truncate font-medium">{t('review.offered', { name })}</span>
      ) : (
        following
      )}
      {(offered || (lost && may)) && (
        <Button size="sm" variant="primary" onClick={() => takeOver(review.id)}>
          {t('review.take_over')}
        </Button>
      )}
      <span className="grow" />
      <span className="max-sm:hidden">
        <span className="sr-only">{t('review.here')}</span>
        <AvatarStack
          people={others.map((member) => ({ id: member.user_id, name: member.name }))}
          size={20}
          more={(count) => t('common.more_people', { count })}
        />
      </span>
      <RoomChanges review={review} Line={Line} />
      {presenting && <HandOver others={others} publish={publish} />}
      {presenting ? (
        <Button size="sm" onClick={() => end(review.id)}>
          <Square aria-hidden className="fill-current" />
          <span className="max-sm:sr-only">{t('review.end')}</span>
        </Button>
      ) : (
        <Button size="sm" onClick={leaveRoom}>
          <LogOut aria-hidden />
          <span className="max-sm:sr-only">{t('review.leave')}</span>
        </Button>
      )}
    </>
  )
}
