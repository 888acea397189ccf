import { useNavigate, type ErrorComponentProps } from '@tanstack/react-router'
import { SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { NotOnDevice } from '@/components/ReadError'
import { Button } from '@/components/ui/Button'
import { EmptyState, ErrorState } from '@/components/ui/States'

/** A screen that threw: the shell around it stays. */
export function Broken({ error, reset }: ErrorComponentProps): ReactNode {
  const { t } = useTranslation()
  // A chunk of an earlier build is gone after a deploy: only a reload brings the new one.
  const outdated = /dynamically imported module|module script failed/i.test(String(error))
  if (outdated && !navigator.onLine) return <NotOnDevice className="grow" />
  return (
    <ErrorState
      className="grow"
      title={t('error.title')}
      text={t('error.unexpected')}
      retry={{
        label: t(outdated ? 'error.reload' : 'common.retry'),
        run: () => (outdated ? location.reload() : reset()),
      }}
    />
  )
}

/** No such address. */
export function Missing(): ReactNode {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <EmptyState
      className="grow"
      icon={<SearchX />}
      title={t('error.not_found')}
      text={t('error.not_found_text')}
      action={<Button onClick={() => void navigate({ to: '/' })}>{t('error.go_home')}</Button>}
    />
  )
}
