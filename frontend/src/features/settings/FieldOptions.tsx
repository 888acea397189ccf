import { Plus, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { COLORS } from '@/components/records/colors'
import { Button } from '@/components/ui/Button'
import { IconButton } from '@/components/ui/IconButton'
import { Input } from '@/components/ui/Input'
import type { Field } from '@/sync'
import { ColorPicker } from './ColorPicker'

export interface FieldOption {
  value: string
  label?: string | null
  color?: string | null
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
              label={t('settings.color_of', { name: option.value })}
              value={option.color ?? ''}
              onChange={(color) => set(index, { color })}
            />
            <Input
              aria-label={t('settings.option', { place: index + 1 })}
              value={option.value}
              onChange={(event) => set(index, { value: event.target.value })}
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
        onClick={() => onChange([...options, { value: '', color: colorAt(options.length) }])}
      >
        <Plus />
        {t('settings.option_add')}
      </Button>
    </fieldset>
  )
}

const colorAt = (index: number): string => COLORS[(index + 1) % COLORS.length] ?? 'slate'

/** A field's options to edit; one empty line to begin with. */
export function optionsOf(field: Field | null): FieldOption[] {
  const options = (field?.options ?? []).map((option) =>
    typeof option === 'string' ? { value: option } : { ...option },
  )
  return options.length > 0 ? options : [{ value: '', color: colorAt(0) }]
}
