import { useTranslation } from 'react-i18next'
import { Combobox } from '@/components/ui/Combobox'
import { Labelled } from '@/components/ui/Input'
import { Select } from '@/components/ui/Select'
import { personOption } from '@/components/records/choices'
import { usePeople } from '@/components/records/people'
import { textOf, useList, useMe, useMeta, type TypeMeta } from '@/sync'
import type { Draft } from './mapping'
import type { ImportOptions, ImportType } from './preview'

interface OptionsPanelProps {
  type: ImportType
  about: TypeMeta
  draft: Draft
  onDraft: (draft: Draft) => void
}

const DUPLICATES = ['create', 'skip', 'update'] as const

/** What else can be said: records that are there already, whose the new ones are, the pipeline. */
export function OptionsPanel({ type, about, draft, onDraft }: OptionsPanelProps) {
  const { t } = useTranslation()
  const me = useMe()
  const meta = useMeta()
  const { people } = usePeople()
  const pipelines = useList('pipelines', { sort: 'position', limit: 200 }, type === 'deals')
  const { options } = draft
  const set = (change: Partial<ImportOptions>) =>
    onDraft({ ...draft, options: { ...options, ...change } })
  const texts = {
    placeholder: t('field.pick'),
    search: t('field.search'),
    nothing: t('field.nothing'),
    clear: t('field.clear'),
  }
  const label = about.label_plural
  return (
    <section className="grid items-start gap-4 rounded-lg border px-4 py-3.5 sm:grid-cols-2">
      <Labelled label={t('import.duplicates', { label })} hint={t(`import.by.${type}`)}>
        {(ties) => (
          <Select
            {...ties}
            value={options.duplicates ?? 'create'}
            options={DUPLICATES.map((one) => ({ value: one, label: t(`import.duplicate.${one}`) }))}
            onChange={(one) => set({ duplicates: one as (typeof DUPLICATES)[number] })}
          />
        )}
      </Labelled>
      <Labelled label={t('import.owner')} hint={t('import.owner_text')}>
        {(ties) => (
          <Combobox
            {...ties}
            value={options.owner_id ?? me.user.id}
            options={people.filter((person) => person.active).map(personOption)}
            onChange={(id) => id && set({ owner_id: id })}
            texts={texts}
          />
        )}
      </Labelled>
      {type === 'deals' && pipelines.rows.length > 1 && (
        <Labelled label={t('import.pipeline')}>
          {(ties) => (
            <Select
              {...ties}
              value={options.pipeline_id ?? pipelines.rows[0]?.id}
              options={pipelines.rows.map((one) => ({ value: one.id, label: textOf(one, 'name') }))}
              onChange={(id) => set({ pipeline_id: id })}
            />
          )}
        </Labelled>
      )}
      {type === 'deals' && (
        <Labelled label={t('import.currency')} hint={t('import.currency_text')}>
          {(ties) => (
            <Combobox
              {...ties}
              value={options.currency ?? null}
              options={(meta?.currencies ?? []).map((code) => ({ value: code, label: code }))}
              onChange={(code) => code && set({ currency: code })}
              texts={{ ...texts, placeholder: t('import.currency_own') }}
            />
          )}
        </Labelled>
      )}
    </section>
  )
}
