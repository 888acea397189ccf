import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Logo } from '@/components/ui/Logo'
import { PulseArt } from './PulseArt'

/** The frame of the screens before the door: the form, and beside it what awaits. */
export function AuthLayout({
  title,
  text,
  children,
  foot,
}: {
  title: string
  text: string
  children: ReactNode
  foot: ReactNode
}) {
  const { t } = useTranslation()
  return (
    <div className="grid h-full overflow-auto lg:grid-cols-[minmax(420px,1fr)_1.15fr]">
      <main className="flex flex-col px-6 py-6 sm:px-10">
        <Logo name={t('app.name')} />
        <div className="m-auto w-full max-w-[340px] py-10">
          <h1 className="text-2xl leading-tight font-semibold tracking-[-0.022em]">{title}</h1>
          <p className="mt-2 mb-7 text-md text-muted">{text}</p>
          {children}
          <p className="mt-6 text-muted">{foot}</p>
        </div>
      </main>
      <aside className="relative hidden overflow-hidden border-l bg-sunken lg:block">
        <PulseArt />
        <p className="absolute bottom-10 left-12 max-w-[24ch] text-2xl leading-tight font-semibold tracking-[-0.022em]">
          {t('auth.tagline')}
        </p>
      </aside>
    </div>
  )
}
