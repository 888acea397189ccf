import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn'
import { personStyle, type Person } from './Avatar'
import { Tooltip } from './Tooltip'

interface FieldRowProps {
  label: string
  /** By what name this place on the screen is known to those who follow us. */
  place?: string
  icon?: ReactNode
  /** Why it can only be read, said beside the label. */
  locked?: string | undefined
  /** Who else is in this field now, and how that is said: "Ana is editing…". */
  editing?: { person: Person; text: string } | undefined
  /** Somebody just changed it: their colour, for a moment. `at` restarts it. */
  flash?: { person: Person; at: number } | undefined
  children: ReactNode
  className?: string
}

/** A label and its value, side by side; the value edits in place. */
export function FieldRow({
  label,
  place,
  icon,
  locked,
  editing,
  flash,
  children,
  className,
}: FieldRowProps) {
  return (
    <div
      data-place={place}
      className={cn('grid grid-cols-[minmax(96px,132px)_1fr] items-start gap-2', className)}
    >
      <div className="flex min-h-8 items-center gap-2 text-muted [&_svg]:size-4 [&_svg]:shrink-0">
        {icon}
        <span className="truncate">{label}</span>
        {locked && (
          <Tooltip label={locked}>
            <span role="img" aria-label={locked} tabIndex={0} className="rounded-sm text-faint">
              <Lock className="!size-3" />
            </span>
          </Tooltip>
        )}
      </div>
      <div
        className="relative min-w-0"
        style={
          editing ? personStyle(editing.person) : flash ? personStyle(flash.person) : undefined
        }
      >
        {flash && (
          <span
            key={flash.at}
            aria-hidden
            className="pointer-events-none absolute inset-0 animate-pulse-once rounded-md"
          />
        )}
        <div className={cn('relative rounded-md', editing && 'ring-2 ring-person')}>{children}</div>
        {editing && (
          <span
            role="status"
            className="pointer-events-none absolute -top-2 right-2 z-10 max-w-[90%] truncate rounded-sm bg-person px-1.5 text-2xs leading-4 font-semibold text-on-person"
          >
            {editing.text}
          </span>
        )}
      </div>
    </div>
  )
}
