import { CornerUpLeft, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { follow, unfollow, useFollowing, type Leader } from '@/components/following'
import { Avatar } from '@/components/ui/Avatar'
import { Button } from '@/components/ui/Button'
import { IconButton } from '@/components/ui/IconButton'
import { Kbd } from '@/components/ui/Kbd'
import { usePresence } from '@/sync'
import type { Shown } from './viewpoints'

interface FollowStateProps {
  shown: Shown | null
  /** In a review one leaves the room instead. */
  inRoom: boolean
}

/** Whom we follow and how to stop; after that, the way back to them. */
export function FollowState({ shown, inRoom }: FollowStateProps) {
  const { leader, left } = useFollowing()
  if (leader) return <Attached leader={leader} shown={shown} inRoom={inRoom} />
  return left && <Detached leader={left} inRoom={inRoom} />
}

function Attached({ leader, shown, inRoom }: FollowStateProps & { leader: Leader }) {
  const { t } = useTranslation()
  const { members } = usePresence('tenant')
  const gone = members.length > 0 && !members.some((member) => member.user_id === leader.id)
  const { name } = leader
  const text = gone
    ? t('following.gone', { name })
    : shown?.hidden
      ? t('following.hidden', { name })
      : shown && !shown.at
        ? t('following.elsewhere', { name })
        : t('following.you', { name })
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Avatar person={leader} size={20} named={false} />
      <span role="status" className="truncate font-medium">
        {text}
      </span>
      <span className="max-sm:hidden">
        <Kbd keys="Esc" read />
      </span>
      {!inRoom && <Stop />}
    </span>
  )
}

function Detached({ leader, inRoom }: { leader: Leader; inRoom: boolean }) {
  const { t } = useTranslation()
  return (
    <span className="flex min-w-0 items-center gap-1">
      <Button size="sm" onClick={() => follow(leader)}>
        <CornerUpLeft aria-hidden />
        {t('following.back', { name: leader.name })}
      </Button>
      {!inRoom && <Stop />}
    </span>
  )
}

function Stop() {
  const { t } = useTranslation()
  return (
    <IconButton
      size="sm"
      className="size-6"
      label={t('following.stop')}
      icon={<X />}
      onClick={unfollow}
    />
  )
}
