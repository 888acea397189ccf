import './texts'
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { MailX } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { send } from '@/api/http'
import { Button } from '@/components/ui/Button'
import { Logo } from '@/components/ui/Logo'
import { EmptyState, Skeleton } from '@/components/ui/States'
import { toast } from '@/components/ui/Toaster'

interface About {
  address: string
  organization: string
  state: 'on' | 'off'
}

const queries = new QueryClient()

/** Where the link of a letter leads: stop its kind, without signing in. */
export function Unsubscribe() {
  return (
    <QueryClientProvider client={queries}>
      <Question />
    </QueryClientProvider>
  )
}

function Question() {
  const { t } = useTranslation()
  const [token] = useState(() => new URLSearchParams(location.search).get('token') ?? '')
  const query = { token }
  const [stopped, setStopped] = useState(false)
  const about = useQuery({
    queryKey: ['unsubscribe', token],
    queryFn: async ({ signal }) =>
      (
        await send<{ data: About }>('GET', '/notifications/unsubscribe', {
          query,
          signal,
          anonymous: true,
        })
      ).body.data,
    retry: false,
  })
  const stop = () =>
    send('POST', '/notifications/unsubscribe', { query, body: {}, anonymous: true }).then(
      () => setStopped(true),
      (error: unknown) =>
        toast.error(t('error.title'), { description: error instanceof Error ? error.message : '' }),
    )
  const done = stopped || about.data?.state === 'off'
  return (
    <main className="grid min-h-dvh place-items-center bg-bg p-4">
      <div className="flex w-full max-w-[420px] flex-col items-center rounded-xl border bg-surface p-6">
        <Logo />
        {about.isPending ? (
          <Skeleton className="m-8 h-10 w-60" />
        ) : about.isError ? (
          <EmptyState
            className="p-6"
            icon={<MailX />}
            title={t('telling.bad_link')}
            text={t('telling.bad_link_text')}
          />
        ) : done ? (
          <EmptyState
            className="p-6"
            icon={<MailX />}
            title={t('telling.stopped', { address: about.data.address })}
            text={t('telling.stopped_text')}
          />
        ) : (
          <EmptyState
            className="p-6"
            icon={<MailX />}
            title={t('telling.stop')}
            text={t('telling.stop_text', { ...about.data })}
            action={
              <Button variant="primary" onClick={() => void stop()}>
                {t('telling.stop_do')}
              </Button>
            }
          />
        )}
      </div>
    </main>
  )
}
