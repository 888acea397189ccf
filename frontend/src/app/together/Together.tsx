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
import { useDescribe } from './useDescribe'
import { useFollowed } from './useFollowed'
import { usePastReviewsCommand } from './usePastReviewsCommand'
import { useTold } from './useTold'
import '@/features/review/texts'

const NOBODY: readonly Member[] = []
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
  useFollowersTold(review ? NOBODY : followers)
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

/** Who is followed knows it. */
function useFollowersTold(followers: readonly Member[]): void {
  const { t } = useTranslation()
  const names = followers.map((member) => member.name).join(', ')
  const count = followers.length
  useEffect(() => {
    if (names) toast.info(t('following.followed', { names, count }), { id: 'followed' })
  }, [t, names, count])
}
