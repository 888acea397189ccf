import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Checkbox } from '@/components/ui/Checkbox'
import { withAlias, type Draft } from './mapping'
import type { ColumnPreview } from './preview'

interface SpellingsProps {
  column: ColumnPreview
  draft: Draft
  onDraft: (draft: Draft) => void
}

/** Values that are probably one thing: "GTXPro" is taken for "GTX Pro". */
export function Spellings({ column, draft, onDraft }: SpellingsProps) {
  const { t } = useTranslation()
  const id = useId()
  const aliases = draft.options.aliases?.[column.name] ?? {}
  const pairs = column.similar.flatMap(([kept, ...odd]) =>
    kept === undefined ? [] : odd.map((one) => ({ kept, odd: one })),
  )
  if (pairs.length === 0) return null
  return (
    <fieldset className="ml-[26px] rounded-md bg-warn-soft px-3 py-2">
      <legend className="sr-only">{t('import.spellings')}</legend>
      <p aria-hidden className="text-sm font-medium text-warn-text">
        {t('import.spellings')}
      </p>
      {pairs.map(({ kept, odd }) => (
        <label
          key={odd}
          htmlFor={`${id} ${odd}`}
          className="mt-1.5 flex min-h-6 items-center gap-2"
        >
          <Checkbox
            id={`${id} ${odd}`}
            checked={aliases[odd] === kept}
            onCheckedChange={(on) =>
              onDraft(withAlias(draft, column.name, odd, on === true ? kept : null))
            }
          />
          <span>{t('import.spelling', { odd, kept })}</span>
        </label>
      ))}
    </fieldset>
  )
}
