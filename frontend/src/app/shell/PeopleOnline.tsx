import { useTranslation } from 'react-i18next'
import { Avatar, AvatarStack } from '@/components/ui/Avatar'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/Popover'
import { usePresence } from '@/sync'

/** Who of the organisation is here now. */
export function PeopleOnline() {
  const { t } = useTranslation()
  const { others } = usePresence('tenant')
  if (others.length === 0) return null
  const people = others.map((member) => ({ id: member.user_id, name: member.name }))
  return (
    <Popover>
      <PopoverTrigger asChild>
        <button
          type="button"
          aria-label={t('shell.people_here')}
          className="rounded-full p-1 hover:bg-hover"
        >
          <AvatarStack
            people={people}
            max={4}
            more={(count) => t('common.more_people', { count })}
          />
        </button>
      </PopoverTrigger>
      <PopoverContent align="end" className="w-56">
        <h2 className="px-2 pt-1 pb-1.5 text-xs font-medium text-muted">
          {t('shell.people_here')}
        </h2>
        <ul>
          {people.map((person) => (
            <li key={person.id} className="flex h-8 items-center gap-2 px-2">
              <Avatar person={person} presence="here" named={false} />
              <span className="truncate">{person.name}</span>
            </li>
          ))}
        </ul>
      </PopoverContent>
    </Popover>
  )
}
