import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { basePath } from '@/sync'

// The router's own <Navigate> goes again whenever the location changes, and it does so while the
// next screen's code is still loading: a loop. These go once.

/** To the door, remembering where one wanted to go. */
export function ToSignIn() {
  const router = useRouter()
  useEffect(() => {
    const { pathname, searchStr } = router.latestLocation
    const next = pathname + searchStr
    void router.navigate({ to: '/sign-in', search: next === '/' ? {} : { next }, replace: true })
  }, [router])
  return null
}

/** Through the door, to where one wanted to go. */
export function Onward({ next = '/' }: { next: string | undefined }) {
  const router = useRouter()
  useEffect(() => {
    router.history.replace(basePath + next)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once: `next` is gone as soon as we are on the way
  }, [router])
  return null
}
