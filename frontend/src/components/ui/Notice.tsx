import { CircleAlert, Info } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn'

/** A sentence set apart from the text around it: what is wrong, or good to know. */
export function Notice({
  tone,
  children,
  className,
}: {
  tone: 'plain' | 'danger' | 'warn'
  children: ReactNode
  className?: string
}) {
  const Icon = tone === 'plain' ? Info : CircleAlert
  return (
    <div
      role={tone === 'plain' ? 'status' : 'alert'}
      className={cn(
        'flex items-start gap-2 rounded-md px-3 py-2',
        tone === 'plain' && 'bg-accent-soft text-text',
        tone === 'danger' && 'bg-danger-soft text-danger-text',
        tone === 'warn' && 'bg-warn-soft text-warn-text',
        className,
      )}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">{children}</div>
    </div>
  )
}
