import { Hand } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '@/components/ui/Avatar'
import { Button } from '@/components/ui/Button'
import { Dropdown } from '@/components/ui/Menu'
import { toast } from '@/components/ui/Toaster'
import type { Member, PresenceState } from '@/sync'

interface HandOverProps {
  /** The others in the room. */
  others: readonly Member[]
  publish: (part: PresenceState) => void
}

/** Offers the presentation to somebody in the room, who may take it. */
export function HandOver({ others, publish }: HandOverProps) {
  const { t } = useTranslation()
  const offer = ({ user_id, name }: Member) => {
    publish({ offers: user_id })
    toast.info(t('review.offering', { name }), { id: 'review-offer' })
  }
  const entries =
    others.length > 0
      ? others.map((member) => ({
          label: t('review.hand_over_to', { name: member.name }),
          icon: <Avatar person={{ id: member.user_id, name: member.name }} named={false} />,
          onSelect: () => offer(member),
        }))
      : [{ heading: t('review.alone') }]
  return (
    <Dropdown align="end" entries={entries}>
      <Button size="sm" variant="ghost" className="max-sm:px-1.5">
        <Hand aria-hidden />
        <span className="max-md:sr-only">{t('review.hand_over')}</span>
      </Button>
    </Dropdown>
  )
}
