import { Plus, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ReadError } from '@/components/ReadError'
import { Button } from '@/components/ui/Button'
import { Notice } from '@/components/ui/Notice'
import { EmptyState, Skeleton } from '@/components/ui/States'
import { PersonName } from '@/components/records/FieldValue'
import { textOf, useList, useMay, type Row } from '@/sync'
import { Section } from './Section'
import { membersOf } from './team'
import { TeamDialog } from './TeamDialog'

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
