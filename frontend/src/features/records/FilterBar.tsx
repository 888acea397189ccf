import { ListFilter, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/ui/Button'
import { OptionList } from '@/components/ui/Combobox'
import { IconButton } from '@/components/ui/IconButton'
import { Popover, PopoverAnchor, PopoverContent, PopoverTrigger } from '@/components/ui/Popover'
import { useCommands } from '@/components/commands'
import { nameOf } from '@/components/records/fields'
import type { Field, Filter } from '@/sync'
import { FilterEditor, FilterText } from './FilterEditor'
import { relationsOf, withFilter } from './operators'

interface FilterBarProps {
  fields: readonly Field[]
  filters: readonly Filter[]
  onChange: (filters: readonly Filter[]) => void
}

/** The conditions of a list as chips, and the button that adds one. */
export function FilterBar({ fields, filters, onChange }: FilterBarProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const byName = useMemo(() => new Map(fields.map((field) => [nameOf(field), field])), [fields])
  useCommands(
    useMemo(
      () => [
        {
          id: 'filter',
          label: t('records.filter'),
          group: t('palette.actions'),
          keys: 'f',
          icon: <ListFilter />,
          run: () => setOpen(true),
        },
      ],
      [t],
    ),
  )
  return (
    <>
      {filters.map((filter) => {
        const field = byName.get(filter.field)
        return (
          field && (
            <FilterChip
              key={`${filter.field} ${filter.op}`}
              field={field}
              filter={filter}
              onChange={(next) => onChange(withFilter(filters, next, filter))}
            />
          )
        )
      })}
      <AddFilter
        {...{ fields, open, setOpen }}
        onAdd={(filter) => onChange(withFilter(filters, filter))}
        bare={filters.length > 0}
      />
    </>
  )
}

interface FilterChipProps {
  field: Field
  filter: Filter
  onChange: (filter: Filter | null) => void
}

function FilterChip({ field, filter, onChange }: FilterChipProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <span className="inline-flex h-7 max-w-full min-w-0 items-center rounded-md bg-accent-soft text-accent-text">
      <Popover open={open} onOpenChange={setOpen}>
        <PopoverTrigger asChild>
          <button
            type="button"
            className="inline-flex h-full min-w-0 items-center gap-1 rounded-l-md pr-1 pl-2 hover:bg-hover"
          >
            <FilterText field={field} filter={filter} />
          </button>
        </PopoverTrigger>
        <PopoverContent aria-label={t('records.filter')} className="w-72 overflow-visible p-0">
          <FilterEditor
            field={field}
            filter={filter}
            onChange={onChange}
            onDone={() => setOpen(false)}
          />
        </PopoverContent>
      </Popover>
      <IconButton
        size="sm"
        label={t('records.filter_remove', { label: field.label })}
        icon={<X />}
        className="size-7 text-accent-text"
        onClick={() => onChange(null)}
      />
    </span>
  )
}

interface AddFilterProps {
  fields: readonly Field[]
  open: boolean
  setOpen: (open: boolean) => void
  onAdd: (filter: Filter | null) => void
  /** Without its word, beside other filters. */
  bare: boolean
}

/** Choose a field, then say what it should be; the list follows as one chooses. */
function AddFilter({ fields, open, setOpen, onAdd, bare }: AddFilterProps) {
  const { t } = useTranslation()
  const [field, setField] = useState<Field | null>(null)
  const [draft, setDraft] = useState<Filter | null>(null)
  const show = (next: boolean) => {
    if (!next && draft) onAdd(draft)
    setOpen(next)
    setField(null)
    setDraft(null)
  }
  const offered = fields.filter((one) => relationsOf(one).length > 0)
  return (
    <Popover open={open} onOpenChange={show}>
      <PopoverAnchor asChild>
        <Button variant="ghost" size="sm" aria-expanded={open} onClick={() => show(!open)}>
          <ListFilter />
          <span className={bare ? 'sr-only' : 'max-sm:sr-only'}>{t('records.filter')}</span>
        </Button>
      </PopoverAnchor>
      <PopoverContent
        aria-label={t('records.filter')}
        className="w-72 overflow-hidden p-0"
        key={field ? nameOf(field) : ''}
      >
        {field ? (
          <FilterEditor
            field={field}
            filter={draft}
            onChange={setDraft}
            onDone={() => show(false)}
          />
        ) : (
          <OptionList
            value={null}
            options={offered.map((one) => ({ value: nameOf(one), label: one.label }))}
            onChange={(name) => setField(offered.find((one) => nameOf(one) === name) ?? null)}
            texts={{
              placeholder: t('records.filter_by'),
              search: t('records.filter_by'),
              nothing: t('field.nothing'),
              clear: t('field.clear'),
            }}
          />
        )}
      </PopoverContent>
    </Popover>
  )
}
