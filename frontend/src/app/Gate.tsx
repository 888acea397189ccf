import { useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Logo } from '@/components/ui/Logo'
import { ErrorState } from '@/components/ui/States'
import { Landing } from '@/features/demo/Landing'
import { resume, useSession } from '@/sync'
import { ToSignIn } from './leave'
import { LiveProvider } from './LiveProvider'

/** Lets the signed-in through; others go to the door and come back to where they wanted. */
export function Gate({ children }: { children: ReactNode }) {
  const status = useSession((state) => state.status)
  const me = useSession((state) => state.me)
  if (me) return <LiveProvider>{children}</LiveProvider>
  if (status === 'signed-out') return <Landing meanwhile={<Splash />} otherwise={<ToSignIn />} />
  if (status === 'unreachable') return <Unreachable />
  return <Splash />
}

/** The mark, if it takes longer than a blink. */
export function Splash() {
  return (
    <div className="grid h-dvh place-items-center">
      <span className="animate-late">
        <span className="block [animation:shimmer_1.4s_ease-in-out_infinite]">
          <Logo />
        </span>
      </span>
    </div>
  )
}

function Unreachable() {
  const { t } = useTranslation()
  useEffect(() => {
    const timer = setInterval(() => void resume(), 4_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <div className="grid h-dvh place-items-center">
      <ErrorState
        title={t('auth.unreachable')}
        text={t('auth.unreachable_text')}
        retry={{ label: t('common.retry'), run: () => void resume() }}
      />
    </div>
  )
}
