import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronRight } from 'lucide-react'
import { useEffect, useRef, type ReactNode } from 'react'
import { personStyle } from '@/components/ui/Avatar'
import { FieldValue } from '@/components/records/FieldValue'
import { nameOf, readField } from '@/components/records/fields'
import { titleOf } from '@/components/records/titles'
import { useFlash, type Field, type ListResult, type Row } from '@/sync'

interface RecordCardsProps {
  type: string
  label: string
  list: ListResult
  /** The title first; of the rest, the first ones that have a value are shown. */
  fields: readonly Field[]
  hrefOf: (id: string) => string
  footer?: ReactNode
}

const HEIGHT = 68

/** The same records on a phone: a list of cards, each leading to its record. */
export function RecordCards({ type, label, list, fields, hrefOf, footer }: RecordCardsProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const { rows, hasMore, loadMore } = list
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => HEIGHT,
    overscan: 8,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && last >= rows.length - 20) loadMore()
  }, [hasMore, last, rows.length, loadMore])
  return (
    <div ref={scroller} className="min-h-0 grow overflow-auto">
      <ul aria-label={label} className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index]
          return (
            row && (
              <li
                key={row.id}
                className="absolute inset-x-0 border-b"
                style={{ height: HEIGHT, transform: `translateY(${item.start}px)` }}
              >
                <Card {...{ type, row, fields }} href={hrefOf(row.id)} />
              </li>
            )
          )
        })}
      </ul>
      {footer}
    </div>
  )
}

interface CardProps {
  type: string
  row: Row
  fields: readonly Field[]
  href: string
}

function Card({ type, row, fields, href }: CardProps) {
  const flash = useFlash(type, row.id)
  const told = fields
    .slice(1)
    .filter((field) => field.kind !== 'tags' && hasValue(readField(row, field)))
    .slice(0, 3)
  return (
    <Link to={href} className="flex h-full items-center gap-3 px-4 hover:bg-hover">
      {flash && (
        <span
          key={flash.at}
          aria-hidden
          style={personStyle(flash.actor)}
          className="pointer-events-none absolute inset-0 animate-pulse-once"
        />
      )}
      <span className="relative min-w-0 grow">
        <span className="block truncate text-md font-medium">{titleOf(row)}</span>
        <span className="mt-0.5 flex min-w-0 items-center gap-1.5 overflow-hidden text-muted">
          {told.map((field, index) => (
            <span key={nameOf(field)} className="inline-flex min-w-0 items-center gap-1.5">
              {index > 0 && <span aria-hidden>·</span>}
              <FieldValue field={field} value={readField(row, field)} row={row} />
            </span>
          ))}
        </span>
      </span>
      <ChevronRight aria-hidden className="relative size-4 shrink-0 text-faint" />
    </Link>
  )
}

const hasValue = (value: unknown) => value !== null && value !== undefined && value !== ''
