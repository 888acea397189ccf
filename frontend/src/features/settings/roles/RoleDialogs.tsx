import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/errors'
import { send } from '@/api/http'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { Input, Labelled } from '@/components/ui/Input'
import { Select } from '@/components/ui/Select'
import { PLAIN } from '@/locales/direction'
import { useRefetchType } from '@/sync'
import { failed } from '../failed'
import { useRoleName } from './roleName'
import type { Role } from './types'

interface NewRoleProps {
  roles: readonly Role[]
  /** The role to begin with a copy of. */
  from: string
  onMade: (id: string) => void
  onClose: () => void
}

/** A new role, as a copy of one that is there: nobody begins with an empty table. */
export function NewRole({ roles, from, onMade, onClose }: NewRoleProps) {
  const { t } = useTranslation()
  const called = useRoleName()
  const refetch = useRefetchType()
  const original = roles.find(({ id }) => id === from)
  const [source, setSource] = useState(from)
  const [name, setName] = useState(
    original && !original.builtin
      ? t('roles.copy_name', { name: original.name, interpolation: PLAIN })
      : '',
  )
  const [problem, setProblem] = useState<string>()
  const [pending, setPending] = useState(false)
  const make = async () => {
    setPending(true)
    try {
      const body = { name: name.trim(), copy_of: source }
      const made = await send<{ data: Role }>('POST', '/roles', { body })
      refetch('roles')
      onMade(made.body.data.id)
    } catch (error) {
      if (error instanceof ApiError) setProblem(error.fields['name'] ?? error.message)
      else failed(t('error.title'))(error)
      setPending(false)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('roles.new')}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            variant="primary"
            form="new-role"
            type="submit"
            pending={pending}
            disabled={!name.trim()}
          >
            {t('roles.create')}
          </Button>
        </>
      }
    >
      <form
        id="new-role"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() && !pending) void make()
        }}
      >
        <Labelled label={t('roles.new_name')} error={problem} required>
          {(ties) => (
            <Input
              {...ties}
              autoFocus
              maxLength={60}
              value={name}
              placeholder={t('roles.new_name_placeholder')}
              onChange={(event) => {
                setName(event.target.value)
                setProblem(undefined)
              }}
            />
          )}
        </Labelled>
        <Labelled label={t('roles.based_on')}>
          {(ties) => (
            <Select
              {...ties}
              value={source}
              options={roles.map((role) => ({ value: role.id, label: called(role) }))}
              onChange={setSource}
            />
          )}
        </Labelled>
      </form>
    </Dialog>
  )
}

interface DeleteRoleProps {
  role: Role
  roles: readonly Role[]
  onClose: () => void
}

/** Before a role goes: what those who have it get instead. */
export function DeleteRole({ role, roles, onClose }: DeleteRoleProps) {
  const { t } = useTranslation()
  const called = useRoleName()
  const refetch = useRefetchType()
  const [to, setTo] = useState('rep')
  const remove = () => {
    onClose()
    send('DELETE', `/roles/${role.id}?reassign_to=${to}`)
      .then(() => refetch('roles'))
      .catch(failed(t('roles.failed')))
  }
  const others = roles.filter(({ id }) => id !== role.id)
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('roles.delete_title', { name: role.name })}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="danger" onClick={remove}>
            {t('roles.delete')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <p className="text-pretty text-muted">{t('roles.delete_text')}</p>
        {role.members > 0 && (
          <Labelled label={t('roles.delete_reassign')}>
            {(ties) => (
              <Select
                {...ties}
                value={to}
                options={others.map((other) => ({ value: other.id, label: called(other) }))}
                onChange={setTo}
              />
            )}
          </Labelled>
        )}
      </div>
    </Dialog>
  )
}
