import { Check } from 'lucide-react'
import { Ago } from '@/components/ui/Ago'
import { Avatar } from '@/components/ui/Avatar'
import { Badge, Dot } from '@/components/ui/Badge'
import { cn } from '@/components/ui/cn'
import { useLink, useList, type Field, type Row } from '@/sync'
import { colorOf } from './colors'
import { usePerson } from './people'
import { optionLabel, showValue } from './showValue'
import { titleOf } from './titles'

interface FieldValueProps {
  field: Field
  value: unknown
  row?: Row | undefined
  /** In as many lines as it takes, where there is room for them; else in one. */
  whole?: boolean
}

/** A field's value as a reader wants it: names for links, faces for people, colours for choices. */
export function FieldValue({ field, value, row, whole = false }: FieldValueProps) {
  if (value === null || value === undefined || value === '') return null
  if (Array.isArray(value)) return <Many field={field} values={value.map(String)} whole={whole} />
  switch (field.kind) {
    case 'user':
      return <PersonName id={String(value)} />
    case 'link':
      return <LinkName type={field.ref ?? ''} id={String(value)} />
    case 'select':
      return <Choice field={field} value={String(value)} />
    case 'boolean':
      return value === true ? <Check aria-label="✓" className="size-4 text-ok-text" /> : null
    case 'datetime':
      return <Ago moment={String(value)} />
    default:
      return (
        <span className={whole ? 'min-w-0 wrap-anywhere whitespace-pre-wrap' : 'truncate'}>
          {showValue(value, field, row)}
        </span>
      )
  }
}

/** A member's face and name. */
export function PersonName({ id }: { id: string }) {
  const person = usePerson(id)
  if (!person) return null
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5">
      <Avatar person={person} size={18} named={false} />
      <span className="truncate">{person.name}</span>
    </span>
  )
}

/** A linked record's title; a stage with its colour. */
export function LinkName({ type, id }: { type: string; id: string }) {
  const row = useLink(type, id)
  if (!row) return null
  const color = colorOf(row['color'])
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5">
      {color && <Dot color={color} />}
      <span className="truncate">{titleOf(row)}</span>
    </span>
  )
}

function Choice({ field, value }: { field: Field; value: string }) {
  const option = field.options?.find((one) => typeof one === 'object' && one.value === value)
  const color = colorOf(typeof option === 'object' ? option.color : undefined)
  return (
    <Badge className="min-w-0 shrink">
      {color && <Dot color={color} />}
      <span className="truncate">{optionLabel(field, value)}</span>
    </Badge>
  )
}

function Many({
  field,
  values,
  whole,
}: {
  field: Field
  values: readonly string[]
  whole: boolean
}) {
  return (
    <span className={cn('inline-flex min-w-0 gap-1 overflow-hidden', whole && 'flex-wrap')}>
      {values.map((value) =>
        field.kind === 'users' ? (
          <PersonName key={value} id={value} />
        ) : field.kind === 'tags' ? (
          <Tag key={value} name={value} />
        ) : (
          <Choice key={value} field={field} value={value} />
        ),
      )}
    </span>
  )
}

/** A tag by its name, in its colour if it has one. */
function Tag({ name }: { name: string }) {
  const tags = useList('tags', { sort: 'name', limit: 200 })
  const color = colorOf(tags.rows.find((tag) => tag['name'] === name)?.['color'])
  return (
    <Badge className="min-w-0 shrink">
      {color && <Dot color={color} />}
      <span className="truncate">{name}</span>
    </Badge>
  )
}
