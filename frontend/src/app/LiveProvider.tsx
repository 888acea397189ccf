import { QueryClientProvider } from '@tanstack/react-query'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from '@/components/ui/Toaster'
import { Live, LiveContext, type Me } from '@/sync'

/** Sync for the person signed in; a new one when they, or the organisation, change. */
export function LiveProvider({ me, children }: { me: Me; children: ReactNode }) {
  const { t } = useTranslation()
  const [live, setLive] = useState<Live | null>(null)
  const key = `${me.tenant.id}:${me.user.id}`
  useEffect(() => {
    const started = new Live(me)
    const stop = started.onRejected((operation, error) =>
      toast.error(t(`rejected.${operation.kind}`), { description: error.message }),
    )
    started.start()
    setLive(started)
    return () => {
      stop()
      started.stop()
      setLive(null)
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a changed role keeps its connection
  }, [key])
  if (!live) return null
  return (
    <LiveContext value={live}>
      <QueryClientProvider client={live.snapshots.client}>{children}</QueryClientProvider>
    </LiveContext>
  )
}
