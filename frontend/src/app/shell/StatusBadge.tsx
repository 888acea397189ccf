import { CloudOff, RefreshCw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { cn } from '@/components/ui/cn'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/Popover'
import { useStatus } from '@/sync'

/** Live, catching up or offline, and how many of our changes are still on their way. */
export function StatusBadge() {
  const { t } = useTranslation()
  const connection = useStatus((status) => status.connection)
  const pending = useStatus((status) => status.pending)
  const waiting = t('status.pending', { count: pending })
  return (
    <Popover>
      <PopoverTrigger asChild>
        <button
          type="button"
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
            <span className="tabular" aria-label={waiting}>
              · {pending}
            </span>
          )}
        </button>
      </PopoverTrigger>
      <PopoverContent align="end" className="p-3">
        <p className="font-medium">{t(`status.${connection}`)}</p>
        <p className="mt-0.5 text-muted">{t(`status.${connection}_text`)}</p>
        <p className="mt-2 border-t pt-2 text-muted">
          {pending > 0 ? waiting : t('status.all_sent')}
        </p>
      </PopoverContent>
    </Popover>
  )
}
