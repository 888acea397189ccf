import { UserRoundX } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ReadError } from '@/components/ReadError'
import { Avatar } from '@/components/ui/Avatar'
import { Badge } from '@/components/ui/Badge'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { Notice } from '@/components/ui/Notice'
import { Select, type Option } from '@/components/ui/Select'
import { Skeleton } from '@/components/ui/States'
import { textOf, useChanges, useList, useMay, useMe, type Row } from '@/sync'
import { useRoleName } from './roles/roleName'
import { BUILT_IN } from './roles/types'
import { useRoles } from './roles/useRoles'
import { Section } from './Section'

/** Who is in the organisation, what they may do, and who no longer may. */
export function Members() {
  const { t } = useTranslation()
  const may = useMay('members', 'update')
  const list = useList('users', { limit: 200 })
  const rows = [...list.rows].sort(
    (a, b) =>
      Number(a['active'] === false) - Number(b['active'] === false) ||
      textOf(a, 'full_name').localeCompare(textOf(b, 'full_name')),
  )
  return (
    <Section title={t('settings.members')} text={t('settings.members_text')}>
      {!may && <Notice tone="plain">{t('settings.admins_only')}</Notice>}
      {list.status === 'loading' && <Skeleton className="h-40 w-full" />}
      {list.status === 'error' && <ReadError part error={list.error} retry={list.retry} />}
      {rows.length > 0 && (
        <ul className="overflow-hidden rounded-lg border">
          {rows.map((row) => (
            <MemberRow key={row.id} row={row} may={may} />
          ))}
        </ul>
      )}
      {list.hasMore && (
        <Button variant="ghost" size="sm" className="self-start" onClick={list.loadMore}>
          {t('records.show_more')}
        </Button>
      )}
      <dl className="mt-2 grid gap-x-6 gap-y-1.5 text-muted sm:grid-cols-[max-content_1fr]">
        {BUILT_IN.map((role) => (
          <div key={role} className="contents">
            <dt className="font-medium text-text">{t(`settings.role.${role}`)}</dt>
            <dd className="max-sm:mb-2">{t(`settings.role_text.${role}`)}</dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}

function MemberRow({ row, may }: { row: Row; may: boolean }) {
  const { t } = useTranslation()
  const me = useMe()
  const { update } = useChanges()
  const [asking, setAsking] = useState(false)
  const name = textOf(row, 'full_name')
  const roles = useRoleOptions(row)
  const active = row['active'] !== false
  const mine = row.id === me.user.id
  return (
    <li className="flex min-h-13 flex-wrap items-center gap-x-3 gap-y-2 border-b px-4 py-2 last:border-b-0">
      <Avatar person={{ id: row.id, name }} size={30} named={false} />
      <div className="min-w-0 grow basis-40">
        <p className="flex items-center gap-2">
          <span className={`truncate font-medium ${active ? '' : 'text-muted line-through'}`}>
            {name}
          </span>
          {mine && <Badge>{t('settings.you')}</Badge>}
          {!active && <Badge tone="warn">{t('settings.deactivated')}</Badge>}
        </p>
        <p className="truncate text-muted">{textOf(row, 'email') || t('settings.no_login')}</p>
      </div>
      <Select
        className="w-36"
        aria-label={t('settings.role_of', { name })}
        value={textOf(row, 'role')}
        disabled={!may || mine || !active}
        options={roles}
        onChange={(role) => update('users', row.id, { role })}
      />
      {may && !mine && (
        <Button
          variant="ghost"
          className="w-28"
          onClick={() => (active ? setAsking(true) : update('users', row.id, { active: true }))}
        >
          {t(active ? 'settings.deactivate' : 'settings.activate')}
        </Button>
      )}
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={t('settings.deactivate_title', { name })}
        closeLabel={t('common.close')}
        footer={
          <>
            <Button onClick={() => setAsking(false)}>{t('common.cancel')}</Button>
            <Button
              variant="danger"
              onClick={() => {
                update('users', row.id, { active: false })
                setAsking(false)
              }}
            >
              <UserRoundX />
              {t('settings.deactivate')}
            </Button>
          </>
        }
      >
        <p className="text-pretty text-muted">{t('settings.deactivate_text')}</p>
      </Dialog>
    </li>
  )
}

/** The roles somebody can be given: also those one may not look into, if they have it. */
function useRoleOptions(row: Row): Option[] {
  const called = useRoleName()
  const { roles } = useRoles()
  const given = { id: textOf(row, 'role'), name: textOf(row, 'role_name') }
  const known = roles.length > 0 ? roles : BUILT_IN.map((id) => ({ id, name: id }))
  const all = known.some(({ id }) => id === given.id) ? known : [...known, given]
  return all.map((role) => ({ value: role.id, label: called(role) }))
}
