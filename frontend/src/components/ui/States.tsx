import { CircleAlert } from 'lucide-react'
import type { CSSProperties, ReactNode } from 'react'
import { Button } from './Button'
import { cn } from './cn'

/** A grey shape where text will be; appears only after 150 ms. */
export function Skeleton({ className, style }: { className?: string; style?: CSSProperties }) {
  return (
    <span aria-hidden className="block animate-late">
      <span
        style={style}
        className={cn(
          'block h-3 rounded-sm bg-press [animation:shimmer_1.4s_ease-in-out_infinite]',
          className,
        )}
      />
    </span>
  )
}

interface EmptyStateProps {
  icon?: ReactNode
  title: string
  /** Teaches the first step, in a sentence. */
  text?: ReactNode
  /** One action. */
  action?: ReactNode
  className?: string
}

/** Nothing here yet, and what to do about it. */
export function EmptyState({ icon, title, text, action, className }: EmptyStateProps) {
  return (
    <div
      className={cn('flex flex-col items-center justify-center gap-2 p-10 text-center', className)}
    >
      {icon && (
        <span className="mb-1 inline-flex size-11 items-center justify-center rounded-xl bg-accent-soft text-accent-text [&_svg]:size-5">
          {icon}
        </span>
      )}
      <h2 className="text-md font-semibold">{title}</h2>
      {text && <p className="max-w-[42ch] text-pretty text-muted">{text}</p>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  )
}

interface ErrorStateProps {
  title: string
  /** What happened, in the server's words. */
  text?: string | undefined
  retry?: { label: string; run: () => void }
  className?: string
}

/** It did not work: what happened and what to do. */
export function ErrorState({ title, text, retry, className }: ErrorStateProps) {
  return (
    <div
      role="alert"
      className={cn('flex flex-col items-center justify-center gap-2 p-10 text-center', className)}
    >
      <CircleAlert aria-hidden className="size-6 text-danger-text" />
      <h2 className="text-md font-semibold">{title}</h2>
      {text && <p className="max-w-[52ch] text-muted">{text}</p>}
      {retry && (
        <Button className="mt-2" onClick={retry.run}>
          {retry.label}
        </Button>
      )}
    </div>
  )
}

/** How far something is: `value` from 0 to 1, or undefined while unknown. */
export function ProgressBar({
  value,
  label,
  className,
}: {
  value: number | undefined
  label: string
  className?: string
}) {
  const percent =
    value === undefined ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 100)
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={cn('h-1.5 w-full overflow-hidden rounded-full bg-press', className)}
    >
      <div
        className={cn(
          'h-full origin-left rounded-full bg-accent transition-[width] duration-300',
          percent === undefined && 'w-1/3 [animation:shimmer_1.4s_ease-in-out_infinite]',
        )}
        style={percent === undefined ? undefined : { width: `${percent}%` }}
      />
    </div>
  )
}
