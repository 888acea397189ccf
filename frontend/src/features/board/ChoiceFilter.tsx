import { Command } from 'cmdk'
import { Check, ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { cn } from '@/components/ui/cn'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/Popover'

export interface Choice {
  value: string
  label: string
  icon: ReactNode
}

interface ChoiceFilterProps {
  label: string
  choices: readonly Choice[]
  /** Comma-joined. */
  chosen: string | undefined
  onToggle: (value: string) => void
  onClear: () => void
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
export function ChoiceFilter({ label, choices, chosen, onToggle, onClear }: ChoiceFilterProps) {
  const { t } = useTranslation()
  const values = chosen ? chosen.split(',') : []
  const picked = choices.filter(({ value }) => values.includes(value))
  const shown = picked.length === 1 ? picked[0]?.label : values.length > 0 ? values.length : null
  return (
    <Popover>
      <PopoverTrigger className={filterLook(values.length > 0)}>
        {picked.length === 1 && picked[0]?.icon}
        <span className="max-w-44 truncate">
          {label}
          {shown !== null && `: ${shown}`}
        </span>
        <ChevronDown aria-hidden />
      </PopoverTrigger>
      <PopoverContent className="w-60 overflow-hidden p-0">
        <Command loop className="flex max-h-80 flex-col">
          <Command.Input
            autoFocus
            placeholder={t('common.search')}
            aria-label={label}
            className="h-9 shrink-0 border-b bg-transparent px-3 outline-none"
          />
          <Command.List className="overflow-auto p-1">
            <Command.Empty className="px-2 py-3 text-muted">{t('field.nothing')}</Command.Empty>
            {choices.map(({ value, label: name, icon }) => (
              <Command.Item
                key={value}
                value={value}
                keywords={[name]}
                onSelect={() => onToggle(value)}
                className="menu-item"
              >
                {icon}
                <span className="grow truncate">{name}</span>
                {values.includes(value) && (
                  <Check aria-label={t('board.chosen')} className="size-4 text-accent-text" />
                )}
              </Command.Item>
            ))}
            {values.length > 0 && (
              <Command.Item value="clear" onSelect={onClear} className="menu-item text-muted">
                {t('field.clear')}
              </Command.Item>
            )}
          </Command.List>
        </Command>
      </PopoverContent>
    </Popover>
  )
}
