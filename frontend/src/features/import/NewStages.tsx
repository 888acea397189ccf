import { useTranslation } from 'react-i18next'
import { Select } from '@/components/ui/Select'
import { useList } from '@/sync'
import type { Draft } from './mapping'
import type { Preview } from './preview'

interface NewStagesProps {
  preview: Preview
  draft: Draft
  onDraft: (draft: Draft) => void
}

const KINDS = ['open', 'won', 'lost'] as const

/** Stages the file names that are not there yet, and whether they are open, won or lost. */
export function NewStages({ preview, draft, onDraft }: NewStagesProps) {
  const { t } = useTranslation()
  const stages = useList('stages', { sort: 'position', limit: 200 })
  const column = preview.columns.find(
    (one) => draft.mapping[one.name]?.field === 'stage_id' && draft.mapping[one.name]?.create,
  )
  if (!column || stages.status !== 'ready') return null
  const there = new Set(stages.rows.map((stage) => String(stage['name']).trim().toLowerCase()))
  const at = preview.columns.indexOf(column)
  const seen = [...column.samples, ...preview.rows.map((row) => row[at] ?? '')]
  const made = [...new Set(seen)].filter((name) => name && !there.has(name.trim().toLowerCase()))
  if (made.length === 0) return null
  const kindOf = (name: string) => draft.options.stage_defaults?.[name]?.kind ?? 'open'
  return (
    <section className="rounded-lg border px-4 py-3">
      <h2 className="font-semibold">{t('import.new_stages')}</h2>
      <p className="mb-2 text-muted">{t('import.new_stages_text')}</p>
      <ul className="flex flex-wrap gap-x-6 gap-y-2">
        {made.map((name) => (
          <li key={name} className="flex items-center gap-2">
            <span className="font-medium">{name}</span>
            <Select
              className="h-7 w-28"
              aria-label={t('import.stage_kind', { name })}
              value={kindOf(name)}
              options={KINDS.map((kind) => ({ value: kind, label: t(`import.stage.${kind}`) }))}
              onChange={(kind) =>
                onDraft({
                  ...draft,
                  options: {
                    ...draft.options,
                    stage_defaults: { ...draft.options.stage_defaults, [name]: { kind } },
                  },
                })
              }
            />
          </li>
        ))}
      </ul>
    </section>
  )
}
