import { useQuery, useQueryClient } from '@tanstack/react-query'
import { MonitorSmartphone, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { send } from '@/api/http'
import { ReadError } from '@/components/ReadError'
import { Button } from '@/components/ui/Button'
import { IconButton } from '@/components/ui/IconButton'
import { Notice } from '@/components/ui/Notice'
import { toast } from '@/components/ui/Toaster'
import { formatDate } from '@/format/dates'
import { useLive, useMe } from '@/sync'
import { accountOf, pushState, turnOff, turnOn, type Browser, type PushState } from './pushing'

/** Turning pushes on and off here, and the other browsers that take them. */
export function PushSettings() {
  const { t } = useTranslation()
  const browsers = useBrowsers()
  const account = accountOf(useMe())
  const [state, setState] = useState<PushState | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => void pushState().then(setState), [])
  const mine = browsers.data?.find((browser) => browser.this_session)
  const on = state === 'on' && mine !== undefined
  const run = (what: () => Promise<unknown>) => {
    setBusy(true)
    what()
      .catch((error: unknown) =>
        toast.error(t('error.title'), { description: error instanceof Error ? error.message : '' }),
      )
      .finally(() => {
        setBusy(false)
        void browsers.refetch()
      })
  }
  const forget = async (browser: Browser) => {
    if (browser === mine) await turnOff(account)
    await send('DELETE', `/push-subscriptions/${browser.id}`)
    setState(await pushState())
    toast.info(t('telling.removed', { name: browser.label || browser.service }))
  }
  if (state === 'unsupported') return <Notice tone="plain">{t('telling.push_unsupported')}</Notice>
  if (browsers.isError && !browsers.data)
    return <ReadError part error={browsers.error} retry={() => void browsers.refetch()} />
  return (
    <>
      {state === 'denied' && <Notice tone="warn">{t('telling.push_denied')}</Notice>}
      <div className="flex flex-wrap gap-2">
        {on ? (
          <>
            <Button disabled={busy} onClick={() => run(() => forget(mine))}>
              {t('telling.push_off')}
            </Button>
            <Button
              variant="ghost"
              disabled={busy}
              onClick={() =>
                run(async () => {
                  await send('POST', `/push-subscriptions/${mine.id}/test`, { body: {} })
                  toast.success(t('telling.push_tested'))
                })
              }
            >
              {t('telling.push_test')}
            </Button>
          </>
        ) : (
          <Button
            variant="primary"
            disabled={busy || state === null || state === 'denied'}
            onClick={() => run(async () => setState(await turnOn(account)))}
          >
            {t('telling.push_on')}
          </Button>
        )}
      </div>
      {browsers.data && browsers.data.length > 0 && (
        <ul aria-label={t('telling.browsers')} className="flex flex-col rounded-lg border">
          {browsers.data.map((browser) => (
            <BrowserLine
              key={browser.id}
              browser={browser}
              onRemove={() => run(() => forget(browser))}
            />
          ))}
        </ul>
      )}
    </>
  )
}

function BrowserLine({ browser, onRemove }: { browser: Browser; onRemove: () => void }) {
  const { t } = useTranslation()
  const name = browser.label || browser.service
  return (
    <li className="flex items-center gap-3 border-b px-3 py-1.5 last:border-b-0">
      <MonitorSmartphone aria-hidden className="size-4 shrink-0 text-muted" />
      <span className="min-w-0 grow">
        <span className="block truncate">
          {name}
          {browser.this_session && (
            <span className="text-muted"> · {t('telling.this_browser')}</span>
          )}
        </span>
        {browser.last_error && (
          <span className="block truncate text-sm text-warn-text">
            {t('telling.failing', { error: browser.last_error })}
          </span>
        )}
      </span>
      <time dateTime={browser.created_at} className="shrink-0 text-sm text-faint">
        {formatDate(browser.created_at)}
      </time>
      <IconButton size="sm" label={t('telling.remove', { name })} icon={<X />} onClick={onRemove} />
    </li>
  )
}

const KEY = ['push-subscriptions']

/** My browsers; read again when the log says that one came or went. */
function useBrowsers() {
  const live = useLive()
  const queries = useQueryClient()
  useEffect(
    () =>
      live.onEvent(({ entity }) => {
        if (entity === 'push_subscription') void queries.invalidateQueries({ queryKey: KEY })
      }),
    [live, queries],
  )
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) =>
      (await send<{ data: Browser[] }>('GET', '/push-subscriptions', { signal })).body.data,
    staleTime: 0,
  })
}
