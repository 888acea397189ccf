import { useTranslation } from 'react-i18next'
import { Avatar } from '@/components/ui/Avatar'
import { Checkbox } from '@/components/ui/Checkbox'
import { usePeople } from '@/components/records/people'
import type { TeamMember } from './team'

interface TeamPickerProps {
  members: readonly TeamMember[]
  onChange: (members: TeamMember[]) => void
}

/** Everybody who is active, to tick: who is in a team, and who manages it. */
export function TeamPicker({ members, onChange }: TeamPickerProps) {
  const { t } = useTranslation()
  const { people } = usePeople()
  const set = (id: string, change: TeamMember | null) =>
    onChange([...members.filter((one) => one.user_id !== id), ...(change ? [change] : [])])
  return (
    <ul className="max-h-72 overflow-auto rounded-md border">
      {people
        .filter((person) => person.active)
        .map((person) => {
          const member = members.find((one) => one.user_id === person.id)
          return (
            <li
              key={person.id}
              className="flex min-h-9 items-center gap-2.5 border-b px-3 last:border-b-0"
            >
              <Checkbox
                id={`in ${person.id}`}
                checked={member !== undefined}
                onCheckedChange={(on) =>
                  set(person.id, on === true ? { user_id: person.id, manages: false } : null)
                }
              />
              <label htmlFor={`in ${person.id}`} className="flex min-w-0 grow items-center gap-2">
                <Avatar person={person} size={20} named={false} />
                <span className="truncate">{person.name}</span>
              </label>
              {member && (
                <label className="flex items-center gap-2 text-sm text-muted">
                  <Checkbox
                    checked={member.manages}
                    onCheckedChange={(on) =>
                      set(person.id, { user_id: person.id, manages: on === true })
                    }
                  />
                  {t('settings.manages')}
                </label>
              )}
            </li>
          )
        })}
    </ul>
  )
}
