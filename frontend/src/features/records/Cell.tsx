import { Link } from '@tanstack/react-router'
import { ArrowUpRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Avatar, personStyle } from '@/components/ui/Avatar'
import { FieldValue } from '@/components/records/FieldValue'
import { nameOf, readField } from '@/components/records/fields'
import { titleOf } from '@/components/records/titles'
import { useFlash, type Field, type Flash, type Row } from '@/sync'

interface CellProps {
  type: string
  row: Row
  field: Field
  /** Where the title leads; only on the title's cell. */
  href?: string | undefined
}

/** A value in the table; another's change of it glows in their colour for a moment. */
export function Cell({ type, row, field, href }: CellProps) {
  const flash = useFlash(type, row.id)
  const touched = flash && touches(flash, field, href !== undefined)
  return (
    <>
      {flash && touched && (
        <span
          key={flash.at}
          aria-hidden
          style={personStyle(flash.actor)}
          className="pointer-events-none absolute inset-0 animate-pulse-once"
        />
      )}
      <span className="relative flex min-w-0 items-center gap-1.5 [.justify-end_&]:justify-end">
        {href === undefined ? (
          <FieldValue field={field} value={readField(row, field)} row={row} />
        ) : (
          <Title row={row} href={href} flash={flash} />
        )}
      </span>
    </>
  )
}

function touches(flash: Flash, field: Field, isTitle: boolean): boolean {
  if (flash.verb === 'created' || flash.verb === 'restored') return true
  return flash.fields.includes(nameOf(field)) || (isTitle && flash.fields.length === 0)
}

function Title({ row, href, flash }: { row: Row; href: string; flash: Flash | undefined }) {
  const { t } = useTranslation()
  return (
    <>
      <Link
        to={href}
        tabIndex={-1}
        className="group/title inline-flex min-w-0 items-center gap-1 rounded-sm hover:underline hover:decoration-line-strong hover:underline-offset-4"
      >
        <span className="truncate">{titleOf(row)}</span>
        <ArrowUpRight
          aria-hidden
          className="size-3.5 shrink-0 text-faint opacity-0 group-hover/title:opacity-100"
        />
      </Link>
      {flash && (
        <span className="ml-auto inline-flex animate-fade items-center" role="status">
          <Avatar person={flash.actor} size={18} named={false} />
          <span className="sr-only">{t('records.changed_by', { name: flash.actor.name })}</span>
        </span>
      )}
    </>
  )
}
