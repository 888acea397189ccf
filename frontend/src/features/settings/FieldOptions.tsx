import { Plus, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { COLORS } from '@/components/records/colors'
import { Button } from '@/components/ui/Button'
import { IconButton } from '@/components/ui/IconButton'
import { Input } from '@/components/ui/Input'
import type { Field } from '@/sync'
import { ColorPicker } from './ColorPicker'

export interface FieldOption {
  /** What the records hold; it stays when the choice is renamed. */
  value: string
  label?: string | null
  color?: string | null
  /** Not saved yet: no record holds it. */
  fresh?: true
}

interface FieldOptionsProps {
  options: readonly FieldOption[]
  onChange: (options: FieldOption[]) => void
  error: string | undefined
}

/** What one can choose from, each with its colour. */
export function FieldOptions({ options, onChange, error }: FieldOptionsProps) {
  const { t } = useTranslation()
  const set = (index: number, change: Partial<FieldOption>) =>
    onChange(options.map((option, at) => (at === index ? { ...option, ...change } : option)))
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{t('settings.options')}</legend>
      <ul className="flex flex-col gap-1.5">
        {options.map((option, index) => (
          <li key={index} className="flex items-center gap-1.5">
            <ColorPicker
              label={t('settings.color_of', { name: calledOf(option) })}
              value={option.color ?? ''}
              onChange={(color) => set(index, { color })}
            />
            <Input
              aria-label={t('settings.option', { place: index + 1 })}
              value={calledOf(option)}
              onChange={(event) => set(index, renamed(option, event.target.value))}
            />
            <IconButton
              size="sm"
              label={t('settings.option_remove')}
              icon={<X />}
              onClick={() => onChange(options.filter((_, at) => at !== index))}
            />
          </li>
        ))}
      </ul>
      {error && <p className="mt-1 text-sm text-danger-text">{error}</p>}
      <Button
        size="sm"
        variant="ghost"
        className="mt-1.5"
        onClick={() => onChange([...options, freshAt(options.length)])}
      >
        <Plus />
        {t('settings.option_add')}
      </Button>
    </fieldset>
  )
}

const colorAt = (index: number): string => COLORS[(index + 1) % COLORS.length] ?? 'slate'

const freshAt = (index: number): FieldOption => ({ value: '', color: colorAt(index), fresh: true })

const calledOf = (option: FieldOption): string => option.label ?? option.value

// A saved choice keeps its value: the records that hold it are renamed with it.
const renamed = (option: FieldOption, name: string): Partial<FieldOption> =>
  option.fresh ? { value: name } : { label: name }

/** The choices to save: those that have a name. */
export function toSave(options: readonly FieldOption[]): Omit<FieldOption, 'fresh'>[] {
  return options
    .filter((option) => calledOf(option).trim() !== '')
    .map(({ value, label, color }) => ({ value, label: label ?? null, color: color ?? null }))
}

/** A field's options to edit; one empty line to begin with. */
export function optionsOf(field: Field | null): FieldOption[] {
  const options = (field?.options ?? []).map((option) =>
    typeof option === 'string' ? { value: option } : { ...option },
  )
  return options.length > 0 ? options : [freshAt(0)]
}
