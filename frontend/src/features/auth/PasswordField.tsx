import { Eye, EyeOff } from 'lucide-react'
import { useState, type ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import { Input } from '@/components/ui/Input'

/** A password that can be looked at. */
export function PasswordField(props: Omit<ComponentProps<'input'>, 'type'>) {
  const { t } = useTranslation()
  const [shown, setShown] = useState(false)
  return (
    <div className="relative">
      <Input
        {...props}
        type={shown ? 'text' : 'password'}
        className="h-9 pr-10"
        spellCheck={false}
      />
      <button
        type="button"
        aria-pressed={shown}
        aria-label={t(shown ? 'auth.hide_password' : 'auth.show_password')}
        onClick={() => setShown(!shown)}
        className="absolute inset-y-1 right-1 inline-flex w-8 items-center justify-center rounded-sm text-muted hover:bg-hover hover:text-text"
      >
        {shown ? <EyeOff className="size-4" /> : <Eye className="size-4" />}
      </button>
    </div>
  )
}
