import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ReadError } from '@/components/ReadError'
import { Button } from '@/components/ui/Button'
import { IconButton } from '@/components/ui/IconButton'
import { Notice } from '@/components/ui/Notice'
import { Skeleton } from '@/components/ui/States'
import { textOf, useChanges, useList, useMay, type Row } from '@/sync'
import { CommitInput } from './CommitInput'
import { Section } from './Section'
import { StageList } from './StageList'

const FIRST_STAGES = [
  { kind: 'open', color: 'slate', probability: 10, key: 'lead' },
  { kind: 'won', color: 'green', probability: 100, key: 'won' },
  { kind: 'lost', color: 'red', probability: 0, key: 'lost' },
] as const

/** The pipelines and the stages deals go through. */
export function Pipelines() {
  const { t } = useTranslation()
  const may = useMay('pipelines', 'update')
  const list = useList('pipelines', { sort: 'position', limit: 200 })
  const { create } = useChanges()
  const [fresh, setFresh] = useState<string | null>(null)
  const add = () => {
    const id = create('pipelines', { name: t('settings.pipeline_unnamed') })
    for (const { key, ...stage } of FIRST_STAGES)
      create('stages', { pipeline_id: id, name: t(`settings.first_stage.${key}`), ...stage })
    setFresh(id)
  }
  return (
    <Section
      title={t('settings.pipelines')}
      text={t('settings.pipelines_text')}
      action={
        may && (
          <Button variant="primary" size="sm" onClick={add}>
            <Plus />
            {t('settings.pipeline_new')}
          </Button>
        )
      }
    >
      {!may && <Notice tone="plain">{t('settings.admins_only')}</Notice>}
      {list.status === 'loading' && <Skeleton className="h-64 w-full" />}
      {list.status === 'error' && <ReadError part error={list.error} retry={list.retry} />}
      {list.rows.map((row) => (
        <Pipeline key={row.id} row={row} may={may} fresh={row.id === fresh} />
      ))}
    </Section>
  )
}

function Pipeline({ row, may, fresh }: { row: Row; may: boolean; fresh: boolean }) {
  const { t } = useTranslation()
  const { update, remove } = useChanges()
  const name = textOf(row, 'name')
  return (
    <article className="rounded-lg border">
      <header className="flex h-11 items-center gap-2 border-b bg-sunken pr-2 pl-1.5">
        <CommitInput
          aria-label={t('settings.pipeline_name')}
          className="font-semibold"
          value={name}
          version={row.version}
          disabled={!may}
          autoFocus={fresh}
          onFocus={(event) => fresh && event.currentTarget.select()}
          onCommit={(next, since) => update('pipelines', row.id, { name: next }, since)}
        />
        {may && (
          <IconButton
            size="sm"
            label={t('settings.pipeline_delete', { name })}
            icon={<Trash2 />}
            onClick={() => remove('pipelines', row.id)}
          />
        )}
      </header>
      <StageList pipelineId={row.id} may={may} />
    </article>
  )
}
