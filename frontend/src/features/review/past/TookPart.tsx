import { useTranslation } from 'react-i18next'
import { usePeople } from '@/components/records/people'
import { AvatarStack } from '@/components/ui/Avatar'

interface TookPartProps {
  people: readonly string[]
  className?: string
}

/** Who took part in a review; nothing where that was not noted yet. */
export function TookPart({ people: ids, className }: TookPartProps) {
  const { t } = useTranslation()
  const { people } = usePeople()
  if (ids.length === 0) return null
  const label = t('review.past.took_part', { count: ids.length })
  return (
    <span className={className} title={label}>
      <span className="sr-only">{label}</span>
      <AvatarStack
        people={people.filter(({ id }) => ids.includes(id))}
        more={(count) => t('common.more_people', { count })}
      />
    </span>
  )
}
