import { Link } from '@tanstack/react-router'
import { ScanEye } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { follow } from '@/components/following'
import { PopoverClose } from '@/components/ui/Popover'
import { Avatar } from '@/components/ui/Avatar'
import { Button } from '@/components/ui/Button'
import '@/features/review/texts'
import { textOf, useLink } from '@/sync'
import { recordAt } from './recent'
import type { Whereabouts } from './whereabouts'

/** Colleagues who are here, with where they are: a click goes there. */
export default function PeopleList({ people }: { people: readonly Whereabouts[] }) {
  const { t } = useTranslation()
  return (
    <>
      <h2 className="px-2 pt-1 pb-1.5 text-xs font-medium text-muted">{t('shell.people_here')}</h2>
      {people.length === 0 && <p className="px-2 py-1 text-sm text-muted">{t('shell.only_you')}</p>}
      <ul className="max-h-80 overflow-y-auto">
        {people.map((person) => (
          <li key={person.id}>
            <Somebody person={person} />
          </li>
        ))}
      </ul>
    </>
  )
}

function Somebody({ person }: { person: Whereabouts }) {
  const place = usePlaceName(person)
  const look = 'flex min-h-9 min-w-0 grow items-center gap-2 rounded-md px-2 py-1'
  const shown = (
    <>
      <Avatar person={person} presence={person.away ? 'away' : 'here'} named={false} />
      <span className="min-w-0 grow">
        <span className="block truncate leading-[18px]">{person.name}</span>
        {place && <span className="block truncate text-xs leading-4 text-muted">{place}</span>}
      </span>
    </>
  )
  return (
    <div className="group/person flex items-center gap-1">
      {person.at ? (
        <PopoverClose asChild>
          <Link to={person.at} className={`${look} hover:bg-hover`}>
            {shown}
          </Link>
        </PopoverClose>
      ) : (
        <div className={look}>{shown}</div>
      )}
      <Follow person={person} />
    </div>
  )
}

/** Go where they go, from now on. */
function Follow({ person }: { person: Whereabouts }) {
  const { t } = useTranslation()
  const label = t('following.follow', { name: person.name })
  return (
    <PopoverClose asChild>
      <Button
        variant="ghost"
        size="sm"
        className="size-8 p-0"
        aria-label={label}
        title={label}
        onClick={() => follow(person)}
      >
        <ScanEye aria-hidden />
      </Button>
    </PopoverClose>
  )
}

/** Where they are in words. A record that is not for us has no name here, and no page. */
function usePlaceName({ at, away }: Whereabouts): string | null {
  const { t } = useTranslation()
  const record = at ? recordAt(at) : null
  const name = textOf(useLink(record?.type ?? 'deals', record?.id), 'name')
  if (away) return t('shell.away')
  if (!at) return null
  if (record) return name || null
  if (at.startsWith('/reviews')) return t('review.past.title')
  const kind = at.split('/')[1] as 'deals' | 'contacts' | 'companies' | 'pipelines'
  return t(kind === 'pipelines' ? 'shell.pipeline' : `shell.${kind}`)
}
