import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { basePath, useLive } from '@/sync'

/** Pushes stay on after signing in again, and one that is clicked leads here: the worker says where. */
export function useOpenedPushes(): void {
  const navigate = useNavigate()
  const { me } = useLive()
  useEffect(() => {
    if ('Notification' in window && Notification.permission === 'granted')
      void import('./pushing')
        .then(({ accountOf, renew }) => renew(accountOf(me)))
        .catch(() => undefined) // next time, then
  }, [me])
  useEffect(() => {
    const worker = 'serviceWorker' in navigator ? navigator.serviceWorker : undefined
    const open = ({ data }: MessageEvent<{ type?: string; address?: string } | null>) => {
      if (data?.type === 'open-push' && data.address?.startsWith(`${basePath}/`))
        void navigate({ href: data.address.slice(basePath.length) })
    }
    worker?.addEventListener('message', open)
    return () => worker?.removeEventListener('message', open)
  }, [navigate])
}
