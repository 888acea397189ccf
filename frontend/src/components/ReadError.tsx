import { useNavigate } from '@tanstack/react-router'
import { CloudOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { NetworkError } from '@/api/errors'
import { Button } from '@/components/ui/Button'
import { cn } from '@/components/ui/cn'
import { EmptyState, ErrorState } from '@/components/ui/States'
import { useStatus } from '@/sync'

interface ReadErrorProps {
  error: Error | null
  retry: () => void
  /** It is one of several on the screen: a panel, a section. */
  part?: boolean
  className?: string
}

/** It could not be read: what the server said; or that this device has never had it, and the way on. */
export function ReadError({ error, retry, part, className }: ReadErrorProps) {
  const { t } = useTranslation()
  // Who is connected has an error to be told; who is not is read to when they are back.
  const away = useStatus(({ connection }) => connection !== 'live')
  if (error instanceof NetworkError && away)
    return part ? <PartNotOnDevice className={className} /> : <NotOnDevice className={className} />
  return (
    <ErrorState
      className={className ?? ''}
      title={t('error.title')}
      text={error?.message}
      retry={{ label: t('common.retry'), run: retry }}
    />
  )
}

/** Offline, and not kept here. It is read by itself when there is a network. */
export function NotOnDevice({ className }: { className?: string | undefined }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <EmptyState
      className={className ?? ''}
      icon={<CloudOff />}
      title={t('offline.not_here')}
      text={t('offline.not_here_text')}
      action={<Button onClick={() => void navigate({ to: '/' })}>{t('error.go_home')}</Button>}
    />
  )
}

/** The same of a part, in a line: the rest of the screen is there, nobody has to go anywhere. */
function PartNotOnDevice({ className }: { className?: string | undefined }) {
  const { t } = useTranslation()
  return (
    <p
      className={cn(
        'flex items-start gap-2.5 rounded-lg border border-dashed border-line-strong px-3 py-2.5 text-left text-muted',
        className,
      )}
    >
      <CloudOff aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="text-pretty">{t('offline.part')}</span>
    </p>
  )
}
