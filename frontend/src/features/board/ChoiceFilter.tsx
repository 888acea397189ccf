import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { cn } from '@/components/ui/cn'
import { OptionList } from '@/components/ui/Combobox'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/Popover'
import { splitList } from '@/sync'

export interface Choice {
  value: string
  label: string
  icon: ReactNode
}

interface ChoiceFilterProps {
  label: string
  choices: readonly Choice[]
  /** A list, as `joinList` writes it. */
  chosen: string | undefined
  onToggle: (value: string) => void
  onClear: () => void
  /** It is about to show its choices: a moment to look for more of them. */
  onOpen?: () => void
}

/** The look of a filter's button, full when it filters. */
export function filterLook(active: boolean): string {
  return cn(
    'inline-flex h-7 shrink-0 items-center gap-1.5 rounded-full border px-2.5 text-sm font-medium whitespace-nowrap [&>svg]:size-3.5',
    active
      ? 'border-transparent bg-accent-soft text-accent-text'
      : 'border-line-strong border-dashed text-muted hover:bg-hover hover:text-text',
  )
}

/** Any of several: owners, tags. */
export function ChoiceFilter({
  label,
  choices,
  chosen,
  onToggle,
  onClear,
  onOpen,
}: ChoiceFilterProps) {
  const { t } = useTranslation()
  const values = chosen ? splitList(chosen) : []
  const picked = choices.filter(({ value }) => values.includes(value))
  const shown = picked.length === 1 ? picked[0]?.label : values.length > 0 ? values.length : null
  return (
    <Popover onOpenChange={(open) => open && onOpen?.()}>
      <PopoverTrigger className={filterLook(values.length > 0)}>
        {picked.length === 1 && picked[0]?.icon}
        <span className="max-w-44 truncate">
          {label}
          {shown !== null && `: ${shown}`}
        </span>
        <ChevronDown aria-hidden />
      </PopoverTrigger>
      <PopoverContent className="w-60 overflow-hidden p-0">
        <OptionList
          value={values}
          options={choices}
          onChange={(value) => (value === null ? onClear() : onToggle(value))}
          clearable
          texts={{
            placeholder: label,
            search: t('common.search'),
            nothing: t('field.nothing'),
            clear: t('field.clear'),
          }}
        />
      </PopoverContent>
    </Popover>
  )
}
