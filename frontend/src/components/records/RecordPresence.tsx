import { useTranslation } from 'react-i18next'
import { AvatarStack } from '@/components/ui/Avatar'
import { topicOf, usePresence } from '@/sync'

/** Who else has this record open. */
export function RecordPresence({ type, id }: { type: string; id: string }) {
  const { t } = useTranslation()
  const { others } = usePresence(topicOf(type, id))
  if (others.length === 0) return null
  return (
    <AvatarStack
      people={others.map((member) => ({ id: member.user_id, name: member.name }))}
      more={(count) => t('common.more_people', { count })}
    />
  )
}
