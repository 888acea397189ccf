import { CircleAlert, CloudOff, RefreshCw } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cn } from '@/components/ui/cn'
import { onDemand } from '@/components/ui/onDemand'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/Popover'
import { useStatus } from '@/sync'

export const PendingPanel = onDemand(() => import('./pending/PendingPanel'))

/** Live, catching up or offline, and how many of our changes are still on their way, or were refused. */
export function StatusBadge() {
  const { t } = useTranslation()
  const connection = useStatus((status) => status.connection)
  const pending = useStatus((status) => status.pending)
  const failed = useStatus((status) => status.failed.length)
  const [open, setOpen] = useState(false)
  useStaying()
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <button
          type="button"
          onPointerEnter={PendingPanel.preload}
          // The live region in it speaks up by itself, but names no button.
          aria-label={t(`status.${connection}`)}
          className={cn(
            'inline-flex h-7 items-center gap-1.5 rounded-full border px-2.5 text-sm font-medium whitespace-nowrap',
            connection === 'live' && 'border-line text-muted hover:bg-hover',
            connection === 'catching-up' && 'border-transparent bg-accent-soft text-accent-text',
            connection === 'offline' && 'border-transparent bg-warn-soft text-warn-text',
          )}
        >
          {connection === 'live' && (
            <span aria-hidden className="relative inline-flex size-2">
              <span className="absolute inset-0 rounded-full bg-live" />
              <span
                key={pending}
                className="absolute inset-0 animate-ping rounded-full bg-live [animation-iteration-count:1]"
              />
            </span>
          )}
          {connection === 'catching-up' && (
            <RefreshCw aria-hidden className="size-3.5 animate-spin" />
          )}
          {connection === 'offline' && <CloudOff aria-hidden className="size-3.5" />}
          <span className="max-sm:sr-only" role="status">
            {t(`status.${connection}`)}
          </span>
          {pending > 0 && (
            <span className="tabular" aria-label={t('status.pending', { count: pending })}>
              · {pending}
            </span>
          )}
          {failed > 0 && (
            <span
              role="status"
              className="tabular inline-flex items-center gap-0.5 text-danger-text"
              aria-label={t('pending.failed', { count: failed })}
            >
              <CircleAlert aria-hidden className="size-3.5" /> {failed}
            </span>
          )}
        </button>
      </PopoverTrigger>
      <PopoverContent
        align="end"
        aria-label={t('pending.title')}
        className="w-[min(22rem,calc(100vw-16px))] p-0"
      >
        <PendingPanel onOpen={() => setOpen(false)} />
      </PopoverContent>
    </Popover>
  )
}

/** Where this browser keeps nothing, a window that has something to send asks before it closes. */
function useStaying(): void {
  const wouldLose = useStatus(({ lasts, pending }) => !lasts && pending > 0)
  useEffect(() => {
    if (!wouldLose) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [wouldLose])
}
