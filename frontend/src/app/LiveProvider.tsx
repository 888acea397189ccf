import { QueryClientProvider } from '@tanstack/react-query'
import { useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from '@/components/ui/Toaster'
import { LiveContext, useCurrentLive } from '@/sync'

/** Gives the screens the sync of the person signed in, and says when a write of theirs was refused. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const live = useCurrentLive()
  useEffect(
    () =>
      live?.onRejected((operation, error) =>
        toast.error(t(`rejected.${operation.kind}`), { description: error.message }),
      ),
    [live, t],
  )
  if (!live) return null
  return (
    // A new organisation is a new screen: no state of the old one stays.
    <LiveContext key={`${live.me.tenant.id}:${live.me.user.id}`} value={live}>
      <QueryClientProvider client={live.snapshots.client}>{children}</QueryClientProvider>
    </LiveContext>
  )
}
