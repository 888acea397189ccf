import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ReadError } from '@/components/ReadError'
import { Button } from '@/components/ui/Button'
import { Select } from '@/components/ui/Select'
import { Skeleton } from '@/components/ui/States'
import { useMay } from '@/sync'
import { Section } from '../Section'
import { DeleteRole, NewRole } from './RoleDialogs'
import { RolePane } from './RolePane'
import { useRoleName } from './roleName'
import './texts'
import type { Role } from './types'
import { useChoices, useRoles } from './useRoles'

/** What people may see and change: the roles, and each one's table and fields. */
export default function Roles() {
  const { t } = useTranslation()
  const may = useMay('roles', 'create')
  const { roles, status, error, retry } = useRoles()
  const choices = useChoices()
  const [chosen, setChosen] = useState<string>()
  const [copying, setCopying] = useState<string>()
  const [deleting, setDeleting] = useState<Role>()
  const role = roles.find(({ id }) => id === chosen) ?? roles[0]
  return (
    <Section
      title={t('roles.title')}
      text={t('roles.text')}
      action={
        may && (
          <Button variant="primary" size="sm" onClick={() => setCopying('rep')}>
            <Plus />
            {t('roles.new')}
          </Button>
        )
      }
    >
      {status === 'error' && <ReadError part error={error} retry={retry} />}
      {status === 'loading' && <Skeleton className="h-64 w-full" />}
      {role && (
        <div className="mt-2 flex gap-6 max-lg:flex-col max-lg:gap-4">
          <RoleList roles={roles} current={role.id} onChoose={setChosen} />
          <RolePane
            key={role.id}
            role={role}
            choices={choices}
            onDuplicate={() => setCopying(role.id)}
            onDelete={() => setDeleting(role)}
          />
        </div>
      )}
      {copying && (
        <NewRole
          roles={roles}
          from={copying}
          onClose={() => setCopying(undefined)}
          onMade={(id) => {
            setCopying(undefined)
            setChosen(id)
          }}
        />
      )}
      {deleting && (
        <DeleteRole role={deleting} roles={roles} onClose={() => setDeleting(undefined)} />
      )}
    </Section>
  )
}

interface RoleListProps {
  roles: readonly Role[]
  current: string
  onChoose: (id: string) => void
}

/** The roles to choose from: beside the chosen one, or above it where there is no room. */
function RoleList({ roles, current, onChoose }: RoleListProps) {
  const { t } = useTranslation()
  const called = useRoleName()
  return (
    <>
      <Select
        className="lg:hidden"
        aria-label={t('roles.list')}
        value={current}
        options={roles.map((role) => ({
          value: role.id,
          label: called(role),
          detail: t('roles.members', { count: role.members }),
        }))}
        onChange={onChoose}
      />
      <ul
        className="flex w-44 shrink-0 flex-col gap-0.5 max-lg:hidden"
        aria-label={t('roles.list')}
      >
        {roles.map((role) => (
          <li key={role.id}>
            <button
              type="button"
              aria-current={role.id === current}
              onClick={() => onChoose(role.id)}
              className="flex h-8 w-full items-center gap-2 rounded-md px-2 text-left text-muted hover:bg-hover hover:text-text aria-[current=true]:bg-press aria-[current=true]:font-medium aria-[current=true]:text-text"
            >
              <span className="min-w-0 grow truncate">{called(role)}</span>
              <span className="tabular text-sm text-faint">{role.members}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
