import { useNavigate } from '@tanstack/react-router'
import { CloudOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { NetworkError } from '@/api/errors'
import { Button } from '@/components/ui/Button'
import { EmptyState, ErrorState } from '@/components/ui/States'

interface ReadErrorProps {
  error: Error | null
  retry: () => void
  className?: string
}

/** A screen could not be read: what the server said; or that this device has never had it, and the way on. */
export function ReadError({ error, retry, className }: ReadErrorProps) {
  const { t } = useTranslation()
  if (error instanceof NetworkError) return <NotOnDevice className={className} />
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
