import { QueryClientProvider } from '@tanstack/react-query'
import { useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from '@/components/ui/Toaster'
import { LiveContext, loadMe, useCurrentLive, type Live } from '@/sync'

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
  useOrganisation(live)
  if (!live) return null
  return (
    // A new organisation is a new screen: no state of the old one stays.
    <LiveContext key={`${live.me.tenant.id}:${live.me.user.id}`} value={live}>
      <QueryClientProvider client={live.snapshots.client}>{children}</QueryClientProvider>
    </LiveContext>
  )
}

/** The organisation's name and currency are the session's, not a record's: read again when they change. */
function useOrganisation(live: Live | null): void {
  useEffect(
    () =>
      live?.onEvent(({ type }) => {
        if (type !== 'tenant.updated') return
        void loadMe().catch(() => undefined) // offline again: the next snapshot brings it
        for (const queryKey of [['tenant'], ['meta']])
          void live.snapshots.client.invalidateQueries({ queryKey })
      }),
    [live],
  )
}
