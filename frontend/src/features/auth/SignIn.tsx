import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/ui/Button'
import { Input, Labelled } from '@/components/ui/Input'
import { Notice } from '@/components/ui/Notice'
import { signIn, useSession } from '@/sync'
import { AuthLayout } from './AuthLayout'
import { PasswordField } from './PasswordField'
import { useSubmit } from './useSubmit'

/** Sign in; the router leads on once the session is there. */
export function SignIn() {
  const { t } = useTranslation()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const ended = useSession((state) => state.reason)
  const { submit, pending, message, fields } = useSubmit(() => signIn(email.trim(), password))
  return (
    <AuthLayout
      title={t('auth.sign_in_title')}
      text={t('auth.sign_in_text')}
      foot={
        <>
          {t('auth.no_account')}{' '}
          <Link
            to="/register"
            className="font-medium text-accent-text underline-offset-4 hover:underline"
          >
            {t('auth.register')}
          </Link>
        </>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void submit(undefined)
        }}
      >
        {message ? (
          <Notice tone="danger">{message}</Notice>
        ) : (
          ended && <Notice tone="plain">{t('auth.ended')}</Notice>
        )}
        <Labelled label={t('auth.email')} error={fields['email']}>
          {(ties) => (
            <Input
              {...ties}
              className="h-9"
              type="email"
              name="email"
              autoComplete="username"
              autoFocus
              required
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Labelled>
        <Labelled label={t('auth.password')} error={fields['password']}>
          {(ties) => (
            <PasswordField
              {...ties}
              name="password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Labelled>
        <Button type="submit" variant="primary" size="lg" pending={pending} className="mt-1">
          {t('auth.sign_in')}
        </Button>
      </form>
    </AuthLayout>
  )
}
