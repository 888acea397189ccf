import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useFollowing } from '@/components/following'
import { onDemand } from '@/components/ui/onDemand'
import { toast } from '@/components/ui/Toaster'
import { RoomBar, useReview } from '@/features/review'
import Invitations from '@/features/review/Invitations'
import { useMe, type Member } from '@/sync'
import { DealLine } from './EventLine'
import { FollowState } from './FollowState'
import { Frame, Strip } from './Strip'
import { Newcomers } from './newcomers'
import { useDescribe } from './useDescribe'
import { useFollowed } from './useFollowed'
import { usePastReviewsCommand } from './usePastReviewsCommand'
import { useTold } from './useTold'
import '@/features/review/texts'

const newcomers = new Newcomers()
const Summary = onDemand(() => import('@/features/review/Summary'))

/** Being with others: following somebody, being followed, and the review one is in. */
export default function Together() {
  const { t } = useTranslation()
  const review = useReview()
  const shown = useFollowed()
  const followers = useTold()
  const { leader, left } = useFollowing()
  const me = useMe().user
  const describe = useDescribe()
  const running = review && !review.endedAt ? review : undefined
  useFollowersTold(followers, review !== undefined)
  usePastReviewsCommand()
  const presenting = running?.presenterId === me.id
  const inFront = presenting ? { id: me.id, name: me.full_name } : (leader ?? left)
  return (
    <>
      <Invitations />
      {leader && <Frame leader={leader} />}
      {presenting && inFront && <Frame leader={inFront} />}
      {running ? (
        <Strip leader={inFront} label={t('review.room')}>
          <RoomBar
            key={running.id}
            review={running}
            following={<FollowState shown={shown} inRoom />}
            Line={DealLine}
          />
        </Strip>
      ) : (
        inFront && (
          <Strip leader={inFront} label={t('following.title')}>
            <FollowState shown={shown} inRoom={false} />
          </Strip>
        )
      )}
      {review?.endedAt && <Summary review={review} Line={DealLine} describe={describe} />}
    </>
  )
}

/** Who is followed knows it; in a review that goes without saying. */
function useFollowersTold(followers: readonly Member[], silent: boolean): void {
  const { t } = useTranslation()
  const names = followers.map((member) => member.name).join(', ')
  const count = followers.length
  useEffect(() => {
    const isNews = newcomers.hear(followers)
    if (isNews && !silent) toast.info(t('following.followed', { names, count }), { id: 'followed' })
  }, [t, followers, silent, names, count])
}
