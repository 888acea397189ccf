import { Copy, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Badge } from '@/components/ui/Badge'
import { Button } from '@/components/ui/Button'
import { Switch } from '@/components/ui/Switch'
import { IconButton } from '@/components/ui/IconButton'
import { useMay } from '@/sync'
import { CommitInput } from '../CommitInput'
import { failed } from '../failed'
import { FieldLevels } from './FieldLevels'
import { PermissionTable } from './PermissionTable'
import { RoleMembers } from './RoleMembers'
import { useRoleName } from './roleName'
import type { Choices, Role } from './types'
import { useRole } from './useRoles'

interface RolePaneProps {
  role: Role
  choices: Choices | undefined
  onDuplicate: () => void
  onDelete: () => void
}

/** One role: its name, who has it, what it allows and which fields it hides; changed in place. */
export function RolePane({ role, choices, onDuplicate, onDelete }: RolePaneProps) {
  const { t } = useTranslation()
  const called = useRoleName()
  const may = useMay('roles', 'update')
  const { shown, change } = useRole(role, failed(t('roles.failed')))
  const readOnly = !may || role.builtin
  return (
    <article className="flex min-w-0 grow flex-col gap-5" aria-label={called(role)}>
      <header className="flex flex-col gap-1.5">
        <div className="flex min-h-8 items-center gap-2">
          {readOnly ? (
            <h3 className="min-w-0 truncate text-base font-semibold">{called(role)}</h3>
          ) : (
            <CommitInput
              className="-ml-2.5 min-w-0 grow text-base font-semibold"
              aria-label={t('roles.name')}
              maxLength={60}
              value={shown.name}
              onCommit={(name) => change({ name })}
            />
          )}
          {role.builtin && <Badge tone="outline">{t('roles.built_in')}</Badge>}
          <span className="grow" />
          {may && (
            <Button size="sm" onClick={onDuplicate}>
              <Copy />
              {t('roles.duplicate')}
            </Button>
          )}
          {!readOnly && (
            <IconButton
              size="sm"
              label={t('roles.delete')}
              icon={<Trash2 />}
              className="text-danger-text"
              onClick={onDelete}
            />
          )}
        </div>
        {role.builtin ? (
          <p className="text-pretty text-muted">{t('roles.built_in_text')}</p>
        ) : (
          <CommitInput
            className="-ml-2.5 w-full text-muted"
            aria-label={t('roles.description')}
            placeholder={t('roles.description_placeholder')}
            maxLength={500}
            disabled={readOnly}
            value={shown.description}
            onCommit={(description) => change({ description })}
          />
        )}
        <RoleMembers role={role} />
      </header>
      <Part title={t('roles.may')}>
        <PermissionTable role={shown} choices={choices} readOnly={readOnly} onChange={change} />
        {!readOnly && (
          <label className="flex items-center gap-3 px-1">
            <Switch
              checked={shown.managed_teams}
              onCheckedChange={(managed_teams) => change({ managed_teams })}
            />
            <span>
              {t('roles.managed')}{' '}
              <span className="text-muted max-sm:hidden">{t('roles.managed_text')}</span>
            </span>
          </label>
        )}
      </Part>
      {!readOnly && (
        <Part title={t('roles.fields')} text={t('roles.fields_text')}>
          <FieldLevels role={shown} choices={choices} onChange={change} />
        </Part>
      )}
    </article>
  )
}

function Part({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2.5">
      <div>
        <h4 className="font-semibold">{title}</h4>
        {text && <p className="mt-0.5 max-w-[70ch] text-pretty text-muted">{text}</p>}
      </div>
      {children}
    </section>
  )
}
