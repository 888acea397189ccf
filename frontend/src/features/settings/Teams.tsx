import { Plus, Trash2, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { send } from '@/api/http'
import { ReadError } from '@/components/ReadError'
import { Button } from '@/components/ui/Button'
import { Checkbox } from '@/components/ui/Checkbox'
import { Dialog } from '@/components/ui/Dialog'
import { IconButton } from '@/components/ui/IconButton'
import { Input, Labelled } from '@/components/ui/Input'
import { Notice } from '@/components/ui/Notice'
import { EmptyState, Skeleton } from '@/components/ui/States'
import { Avatar } from '@/components/ui/Avatar'
import { PersonName } from '@/components/records/FieldValue'
import { usePeople } from '@/components/records/people'
import { textOf, useList, useMay, useRefetchType, type Row } from '@/sync'
import { failed } from './failed'
import { Section } from './Section'

interface TeamMember {
  user_id: string
  manages: boolean
}

function membersOf(row: Row | null): TeamMember[] {
  return (row?.['members'] as TeamMember[] | undefined) ?? []
}

/** Teams: whose records count as ours, and who manages them. */
export function Teams() {
  const { t } = useTranslation()
  const may = useMay('teams', 'update')
  const list = useList('teams', { limit: 200 })
  const [editing, setEditing] = useState<Row | 'new' | null>(null)
  const add = may && (
    <Button variant="primary" size="sm" onClick={() => setEditing('new')}>
      <Plus />
      {t('settings.team_new')}
    </Button>
  )
  return (
    <Section title={t('settings.teams')} text={t('settings.teams_text')} action={add}>
      {!may && <Notice tone="plain">{t('settings.admins_only')}</Notice>}
      {list.status === 'loading' && <Skeleton className="h-24 w-full" />}
      {list.status === 'error' && <ReadError part error={list.error} retry={list.retry} />}
      {list.status === 'ready' && list.rows.length === 0 && (
        <EmptyState
          className="rounded-lg border"
          icon={<UsersRound />}
          title={t('settings.teams_none')}
          text={t('settings.teams_none_text')}
        />
      )}
      <ul className="grid gap-3 sm:grid-cols-2">
        {list.rows.map((row) => (
          <li key={row.id} className="rounded-lg border p-4">
            <div className="flex items-center gap-2">
              <h3 className="min-w-0 grow truncate font-semibold">{textOf(row, 'name')}</h3>
              {may && (
                <Button size="sm" variant="ghost" onClick={() => setEditing(row)}>
                  {t('settings.edit')}
                </Button>
              )}
            </div>
            <ul className="mt-2 flex flex-col gap-1.5">
              {membersOf(row).map((member) => (
                <li key={member.user_id} className="flex items-center gap-2">
                  <PersonName id={member.user_id} />
                  {member.manages && (
                    <span className="text-sm text-muted">· {t('settings.manages')}</span>
                  )}
                </li>
              ))}
              {membersOf(row).length === 0 && (
                <li className="text-muted">{t('settings.team_empty')}</li>
              )}
            </ul>
          </li>
        ))}
      </ul>
      {editing && (
        <TeamDialog team={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </Section>
  )
}

function TeamDialog({ team, onClose }: { team: Row | null; onClose: () => void }) {
  const { t } = useTranslation()
  const { people } = usePeople()
  const refetch = useRefetchType()
  const [name, setName] = useState(team ? textOf(team, 'name') : '')
  const [members, setMembers] = useState(membersOf(team))
  const [pending, setPending] = useState(false)
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
  const set = (id: string, change: TeamMember | null) =>
    setMembers((now) => [...now.filter((one) => one.user_id !== id), ...(change ? [change] : [])])
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
              onClick={() => void run(() => send('DELETE', `/teams/${team.id}`))}
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
                    <label
                      htmlFor={`in ${person.id}`}
                      className="flex min-w-0 grow items-center gap-2"
                    >
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
        </fieldset>
      </div>
    </Dialog>
  )
}
