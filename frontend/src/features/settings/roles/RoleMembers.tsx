import { useTranslation } from 'react-i18next'
import { Avatar } from '@/components/ui/Avatar'
import { textOf, useList } from '@/sync'
import type { Role } from './types'

const SHOWN = 12

/** Who has a role: faces and names, live. */
export function RoleMembers({ role }: { role: Role }) {
  const { t } = useTranslation()
  const { rows } = useList('users', { limit: 200 })
  const people = rows.filter((row) => row['role'] === role.id && row['active'] !== false)
  if (role.members === 0) return <p className="text-muted">{t('roles.nobody')}</p>
  return (
    <ul className="flex flex-wrap items-center gap-1.5" aria-label={t('roles.members')}>
      {people.slice(0, SHOWN).map((row) => {
        const name = textOf(row, 'full_name')
        return (
          <li
            key={row.id}
            className="inline-flex h-7 items-center gap-1.5 rounded-full border pr-2.5 pl-1"
          >
            <Avatar person={{ id: row.id, name }} size={20} named={false} />
            <span className="max-w-40 truncate">{name}</span>
          </li>
        )
      })}
      {role.members > SHOWN && (
        <li className="text-muted">{t('roles.more_members', { count: role.members - SHOWN })}</li>
      )}
    </ul>
  )
}
