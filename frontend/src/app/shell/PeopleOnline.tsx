import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AvatarStack } from '@/components/ui/Avatar'
import { onDemand } from '@/components/ui/onDemand'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/Popover'
import { useMe, usePresence } from '@/sync'
import { useWhereabouts } from './useWhereabouts'
import { whereaboutsOf } from './whereabouts'

const PeopleList = onDemand(() => import('./PeopleList'))

/** Who of the organisation is here now, and the way to where they are. */
export function PeopleOnline() {
  const { t } = useTranslation()
  const me = useMe().user.id
  useWhereabouts()
  const { members } = usePresence('tenant')
  const people = useMemo(() => whereaboutsOf(members, me), [members, me])
  const [open, setOpen] = useState(false)
  // An open list stays, also when the last of them goes: it may be to reload a page.
  if (people.length === 0 && !open) return null
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <button
          type="button"
          className="rounded-full p-1 hover:bg-hover"
          onPointerEnter={PeopleList.preload}
        >
          <span className="sr-only">{t('shell.people_here')}</span>
          <AvatarStack
            people={people}
            max={4}
            more={(count) => t('common.more_people', { count })}
          />
        </button>
      </PopoverTrigger>
      <PopoverContent align="end" className="w-64">
        <PeopleList people={people} />
      </PopoverContent>
    </Popover>
  )
}
