import { Building2, KanbanSquare, UsersRound } from 'lucide-react'
import { RadioGroup } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import type { ImportType } from './preview'

const TYPES = [
  ['deals', KanbanSquare],
  ['companies', Building2],
  ['contacts', UsersRound],
] as const

/** What each row of the file is. */
export function TypeChoice({
  value,
  onChange,
}: {
  value: ImportType
  onChange: (type: ImportType) => void
}) {
  const { t } = useTranslation()
  return (
    <RadioGroup.Root
      value={value}
      onValueChange={(next) => onChange(next as ImportType)}
      aria-label={t('import.what')}
      className="grid gap-2 sm:grid-cols-3"
    >
      {TYPES.map(([type, Icon]) => (
        <RadioGroup.Item
          key={type}
          value={type}
          className="flex items-center gap-3 rounded-lg border px-3.5 py-2.5 text-left hover:bg-hover data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft"
        >
          <Icon aria-hidden className="size-5 shrink-0 text-muted" />
          <span>
            <span className="block font-medium">{t(`import.type.${type}`)}</span>
            <span className="block text-sm text-muted">{t(`import.type.${type}_text`)}</span>
          </span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  )
}
