import { ChevronDown, ChevronUp, Columns3 } from 'lucide-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/ui/Button'
import { Checkbox } from '@/components/ui/Checkbox'
import { IconButton } from '@/components/ui/IconButton'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/Popover'
import { nameOf } from '@/components/records/fields'
import type { Field, TypeMeta } from '@/sync'
import { columnFields, moved } from './columns'
import type { Columns } from './useColumns'

/** Which columns are shown, and in which order; the title always leads. */
export function ColumnsMenu({ about, columns }: { about: TypeMeta; columns: Columns }) {
  const { t } = useTranslation()
  const shown = columns.shown.slice(1)
  const names = shown.map(nameOf)
  const hidden = columnFields(about)
    .slice(1)
    .filter((field) => !names.includes(nameOf(field)))
  return (
    <Popover>
      <PopoverTrigger asChild>
        <IconButton label={t('records.columns')} icon={<Columns3 />} size="sm" />
      </PopoverTrigger>
      <PopoverContent aria-label={t('records.columns')} align="end" className="w-64 p-1">
        <p className="px-2 pt-1 pb-1.5 text-xs font-medium text-muted">{t('records.columns')}</p>
        <ul>
          {shown.map((field, index) => (
            <Line
              key={nameOf(field)}
              field={field}
              checked
              onToggle={() => columns.show(names.filter((name) => name !== nameOf(field)))}
              {...(index > 0 ? { onUp: () => columns.show(moved(names, index, index - 1)) } : {})}
              {...(index < names.length - 1
                ? { onDown: () => columns.show(moved(names, index, index + 1)) }
                : {})}
            />
          ))}
        </ul>
        {hidden.length > 0 && (
          <ul className="mt-1 border-t pt-1">
            {hidden.map((field) => (
              <Line
                key={nameOf(field)}
                field={field}
                checked={false}
                onToggle={() => columns.show([...names, nameOf(field)])}
              />
            ))}
          </ul>
        )}
        <div className="mt-1 border-t pt-1">
          <Button variant="ghost" size="sm" className="w-full" onClick={columns.reset}>
            {t('records.columns_reset')}
          </Button>
        </div>
      </PopoverContent>
    </Popover>
  )
}

interface LineProps {
  field: Field
  checked: boolean
  onToggle: () => void
  onUp?: () => void
  onDown?: () => void
}

function Line({ field, checked, onToggle, onUp, onDown }: LineProps) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <li className="group flex h-8 items-center gap-2.5 rounded-md px-2 hover:bg-hover">
      <Checkbox id={id} checked={checked} onCheckedChange={onToggle} />
      <label htmlFor={id} className="min-w-0 grow truncate">
        {field.label}
      </label>
      <span className="flex opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 coarse:opacity-100">
        {onUp && (
          <IconButton
            size="sm"
            className="size-6"
            label={t('records.column_left', { label: field.label })}
            icon={<ChevronUp />}
            onClick={onUp}
          />
        )}
        {onDown && (
          <IconButton
            size="sm"
            className="size-6"
            label={t('records.column_right', { label: field.label })}
            icon={<ChevronDown />}
            onClick={onDown}
          />
        )}
      </span>
    </li>
  )
}
