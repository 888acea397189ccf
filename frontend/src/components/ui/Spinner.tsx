import { LoaderCircle } from 'lucide-react'
import { cn } from './cn'

/** Something is under way. Give a `label` unless the text beside it says so. */
export function Spinner({ className, label }: { className?: string; label?: string }) {
  return (
    <span
      role={label ? 'status' : undefined}
      aria-label={label}
      className={cn('inline-flex', className)}
    >
      <LoaderCircle aria-hidden className="size-4 animate-spin" />
    </span>
  )
}
