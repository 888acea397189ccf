import { Plus } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Input, Labelled } from '@/components/ui/Input'
import type { TypeMeta } from '@/sync'
import { fillTemplate, type Draft } from './mapping'
import type { Preview } from './preview'

interface TemplateRowProps {
  preview: Preview
  draft: Draft
  title: string
  about: TypeMeta
  onDraft: (draft: Draft) => void
}

/** No column says what each record is called: its name is made of several. */
export function TemplateRow({ preview, draft, title, about, onDraft }: TemplateRowProps) {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  const template = draft.options.template?.[title] ?? ''
  const columns = preview.columns.map((column) => column.name)
  const change = (text: string) =>
    onDraft({
      ...draft,
      options: { ...draft.options, template: { ...draft.options.template, [title]: text } },
    })
  const insert = (name: string) => {
    const at = input.current?.selectionStart ?? template.length
    change(`${template.slice(0, at)}{${name}}${template.slice(at)}`)
    input.current?.focus()
  }
  const examples = preview.rows.slice(0, 3).map((row) => fillTemplate(template, columns, row))
  return (
    <div className="bg-accent-soft/40 px-4 py-3">
      <Labelled
        label={t('import.template', { label: about.label.toLowerCase() })}
        required
        hint={
          template && (
            <span className="line-clamp-1">
              {t('import.template_example', { examples: examples.join(' · ') })}
            </span>
          )
        }
      >
        {(ties) => (
          <Input
            {...ties}
            ref={input}
            value={template}
            placeholder={t('import.template_placeholder')}
            onChange={(event) => change(event.target.value)}
          />
        )}
      </Labelled>
      <p className="mt-2 flex flex-wrap gap-1">
        {columns.map((name) => (
          <button
            key={name}
            type="button"
            onClick={() => insert(name)}
            className="inline-flex h-6 items-center gap-1 rounded-sm border bg-surface px-1.5 text-sm text-muted hover:border-line-strong hover:text-text"
          >
            <Plus aria-hidden className="size-3" />
            {name}
          </button>
        ))}
      </p>
    </div>
  )
}
