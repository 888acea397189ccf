import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { send } from '@/api/http'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { IconButton } from '@/components/ui/IconButton'
import { Input, Labelled } from '@/components/ui/Input'
import { textOf, useRefetchType, type Row } from '@/sync'
import { failed } from './failed'
import { membersOf } from './team'
import { TeamPicker } from './TeamPicker'

/** Makes a team, or changes who is in it; dissolves it. */
export function TeamDialog({ team, onClose }: { team: Row | null; onClose: () => void }) {
  const { t } = useTranslation()
  const refetch = useRefetchType()
  const [name, setName] = useState(team ? textOf(team, 'name') : '')
  const [members, setMembers] = useState(membersOf(team))
  const [pending, setPending] = useState(false)
  const [dissolving, setDissolving] = useState(false)
  const run = async (work: () => Promise<unknown>) => {
    setPending(true)
    try {
      await work()
      refetch('teams')
      refetch('users')
      onClose()
    } catch (error) {
      failed(t('error.title'))(error)
    } finally {
      setPending(false)
    }
  }
  const body = { name: name.trim(), members }
  const save = () =>
    run(() =>
      team ? send('PATCH', `/teams/${team.id}`, { body }) : send('POST', '/teams', { body }),
    )
  if (team && dissolving)
    return (
      <DissolveDialog
        name={textOf(team, 'name')}
        pending={pending}
        onDissolve={() => void run(() => send('DELETE', `/teams/${team.id}`))}
        onClose={() => setDissolving(false)}
      />
    )
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(team ? 'settings.team_edit' : 'settings.team_new')}
      closeLabel={t('common.close')}
      footer={
        <>
          {team && (
            <IconButton
              label={t('settings.team_delete')}
              icon={<Trash2 />}
              className="mr-auto text-danger-text"
              onClick={() => setDissolving(true)}
            />
          )}
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            variant="primary"
            pending={pending}
            disabled={!name.trim()}
            onClick={() => void save()}
          >
            {t('common.save')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Labelled label={t('settings.team_name')} required>
          {(ties) => (
            <Input
              {...ties}
              autoFocus
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Labelled>
        <fieldset>
          <legend className="mb-1.5 text-sm font-medium">{t('settings.team_members')}</legend>
          <TeamPicker members={members} onChange={setMembers} />
        </fieldset>
      </div>
    </Dialog>
  )
}

interface DissolveDialogProps {
  name: string
  pending: boolean
  onDissolve: () => void
  onClose: () => void
}

/** Asks first: what its people saw of each other goes with a team, and no undo brings it back. */
function DissolveDialog({ name, pending, onDissolve, onClose }: DissolveDialogProps) {
  const { t } = useTranslation()
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('settings.team_delete_title', { name })}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="danger" pending={pending} onClick={onDissolve}>
            {t('settings.team_delete')}
          </Button>
        </>
      }
    >
      <p className="text-pretty text-muted">{t('settings.team_delete_text')}</p>
    </Dialog>
  )
}
