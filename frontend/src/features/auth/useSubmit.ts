import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/errors'

interface Failure {
  message: string | null
  fields: Record<string, string>
}

const FINE: Failure = { message: null, fields: {} }

/** Run a form's action; says in words what went wrong, per field where the server did. */
export function useSubmit<T>(action: (form: T) => Promise<void>) {
  const { t } = useTranslation()
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState(FINE)
  async function submit(form: T): Promise<void> {
    setPending(true)
    setFailure(FINE)
    try {
      await action(form)
    } catch (error) {
      setFailure(failureOf(error, t))
    } finally {
      setPending(false)
    }
  }
  return { submit, pending, ...failure }
}

function failureOf(error: unknown, t: TFunction): Failure {
  if (!(error instanceof ApiError)) return { message: t('error.network'), fields: {} }
  if (error.status === 401) return { message: t('auth.invalid'), fields: {} }
  if (error.status === 429) {
    const wait = error.retryAfter ?? 60
    const shown =
      wait < 90
        ? t('auth.seconds', { count: wait })
        : t('auth.minutes', { count: Math.ceil(wait / 60) })
    return { message: t('auth.too_many', { wait: shown }), fields: {} }
  }
  const fields = error.fields
  return { message: Object.keys(fields).length > 0 ? null : error.message, fields }
}
