import { Link } from '@tanstack/react-router'
import { useState, type ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/ui/Button'
import { Input, Labelled } from '@/components/ui/Input'
import { Notice } from '@/components/ui/Notice'
import { register } from '@/sync'
import { AuthLayout } from './AuthLayout'
import { PasswordField } from './PasswordField'
import { useSubmit } from './useSubmit'

const EMPTY = { full_name: '', organization: '', email: '', password: '' }

/** Make an organisation; whoever does is its first admin. */
export function Register() {
  const { t } = useTranslation()
  const [form, setForm] = useState(EMPTY)
  const { submit, pending, message, fields } = useSubmit(() => register(form))
  const bind = (name: keyof typeof EMPTY): ComponentProps<'input'> => ({
    name,
    required: true,
    value: form[name],
    onChange: (event) => setForm({ ...form, [name]: event.target.value }),
  })
  return (
    <AuthLayout
      title={t('auth.register_title')}
      text={t('auth.register_text')}
      foot={
        <>
          {t('auth.have_account')}{' '}
          <Link
            to="/sign-in"
            className="font-medium text-accent-text underline-offset-4 hover:underline"
          >
            {t('auth.sign_in')}
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
        {message && <Notice tone="danger">{message}</Notice>}
        <Labelled label={t('auth.full_name')} error={fields['full_name']}>
          {(ties) => (
            <Input {...ties} {...bind('full_name')} className="h-9" autoComplete="name" autoFocus />
          )}
        </Labelled>
        <Labelled label={t('auth.organization')} error={fields['organization']}>
          {(ties) => (
            <Input
              {...ties}
              {...bind('organization')}
              className="h-9"
              autoComplete="organization"
            />
          )}
        </Labelled>
        <Labelled label={t('auth.email')} error={fields['email']}>
          {(ties) => (
            <Input
              {...ties}
              {...bind('email')}
              className="h-9"
              type="email"
              autoComplete="username"
            />
          )}
        </Labelled>
        <Labelled
          label={t('auth.password')}
          error={fields['password']}
          hint={t('auth.password_hint')}
        >
          {(ties) => <PasswordField {...ties} {...bind('password')} autoComplete="new-password" />}
        </Labelled>
        <Button type="submit" variant="primary" size="lg" pending={pending} className="mt-1">
          {t('auth.register')}
        </Button>
      </form>
    </AuthLayout>
  )
}
