import { useTranslation } from 'react-i18next'
import { OptionList } from '@/components/ui/Combobox'
import { useChanges, useMay, type Field, type Row } from '@/sync'
import { useChoices } from './choices'
import { isClearable, isMany } from './fields'

export interface FieldPickerProps {
  field: Field
  value: unknown
  row?: Row | undefined
  /** What was typed to open it. */
  seed?: string | undefined
  /** Told the new value: the list of them for tags and multiple choices. */
  onPick: (value: unknown) => void
  /** Offer to make it empty; by default where the field allows it. */
  clearable?: boolean
  /** Pick several, whatever the field holds: for filters. */
  many?: boolean
}

const CREATABLE = ['companies', 'contacts']

/** The list a choice, link, person or tag field picks from. Goes into a popover. */
export function FieldPicker({ field, value, row, seed, onPick, ...rest }: FieldPickerProps) {
  const { t } = useTranslation()
  const choices = useChoices(field, row)
  const { create } = useChanges()
  const target = field.kind === 'tags' ? 'tags' : (field.ref ?? '')
  const may = useMay(target, 'create')
  const many = rest.many ?? isMany(field)
  const held = Array.isArray(value) ? value.map(String) : []
  const toggle = (one: string) =>
    onPick(held.includes(one) ? held.filter((other) => other !== one) : [...held, one])
  const make = (name: string) => {
    if (field.kind === 'tags') toggle(name)
    else onPick(create(target, { name }))
  }
  const creatable = may && (field.kind === 'tags' || CREATABLE.includes(target))
  return (
    <OptionList
      value={many ? held : ((value as string | null | undefined) ?? null)}
      onChange={(picked) => (many && picked !== null ? toggle(picked) : onPick(picked))}
      options={choices.options}
      {...(choices.find ? { find: choices.find } : {})}
      {...(creatable
        ? { create: { label: (name: string) => t('records.create_named', { name }), run: make } }
        : {})}
      clearable={rest.clearable ?? (isClearable(field) && !many)}
      {...(seed === undefined ? {} : { seed })}
      texts={{
        placeholder: t('field.pick'),
        search: t('field.search'),
        nothing: t('field.nothing'),
        clear: t('field.clear'),
      }}
    />
  )
}
