import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { basePath } from '@/sync'

/** A push that was clicked while this window was open leads here: the service worker says where. */
export function useOpenedPushes(): void {
  const navigate = useNavigate()
  useEffect(() => {
    const worker = 'serviceWorker' in navigator ? navigator.serviceWorker : undefined
    const open = ({ data }: MessageEvent<{ type?: string; address?: string } | null>) => {
      if (data?.type === 'open-push' && data.address?.startsWith(`${basePath}/`))
        void navigate({ to: data.address.slice(basePath.length) })
    }
    worker?.addEventListener('message', open)
    return () => worker?.removeEventListener('message', open)
  }, [navigate])
}
