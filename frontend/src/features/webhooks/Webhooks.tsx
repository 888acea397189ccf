import { Plus, Webhook as WebhookIcon } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ReadError } from '@/components/ReadError'
import { Badge } from '@/components/ui/Badge'
import { Button } from '@/components/ui/Button'
import { EmptyState, Skeleton } from '@/components/ui/States'
import { useList, useMay, useRefetchType } from '@/sync'
import type { Webhook } from './calls'
import { SecretDialog } from './SecretDialog'
import { WebhookDetail } from './WebhookDetail'
import { WebhookDialog } from './WebhookDialog'

interface WebhooksProps {
  /** Which one is open. */
  current: string | null
  onOpen: (id: string | null) => void
}

/** Who outside is told of what happens here; for admins. */
export function Webhooks({ current, onOpen }: WebhooksProps) {
  const { t } = useTranslation()
  const may = useMay('webhooks', 'read')
  const refetch = useRefetchType()
  const list = useList('webhooks', { limit: 200 }, may)
  const [making, setMaking] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const webhooks = list.rows as unknown as readonly Webhook[]
  const open = webhooks.find((one) => one.id === current)
  if (!may)
    return (
      <EmptyState
        icon={<WebhookIcon />}
        title={t('webhooks.forbidden')}
        text={t('webhooks.forbidden_text')}
      />
    )
  if (open)
    return (
      <WebhookDetail
        webhook={open}
        onBack={() => onOpen(null)}
        onSecret={setSecret}
        secretDialog={secret && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
      />
    )
  return (
    <section className="flex flex-col gap-3">
      <header className="flex flex-wrap items-end gap-x-4 gap-y-2">
        <div className="min-w-0 grow">
          <h2 className="text-lg font-semibold tracking-[-0.01em]">{t('webhooks.title')}</h2>
          <p className="mt-0.5 max-w-[70ch] text-pretty text-muted">{t('webhooks.text')}</p>
        </div>
        <Button size="sm" variant="primary" onClick={() => setMaking(true)}>
          <Plus />
          {t('webhooks.new')}
        </Button>
      </header>
      {list.status === 'loading' && <Skeleton className="h-24 w-full" />}
      {list.status === 'error' && <ReadError part error={list.error} retry={list.retry} />}
      {list.status === 'ready' && webhooks.length === 0 && (
        <EmptyState
          className="rounded-lg border"
          icon={<WebhookIcon />}
          title={t('webhooks.none')}
          text={t('webhooks.none_text')}
        />
      )}
      {webhooks.length > 0 && (
        <ul className="overflow-hidden rounded-lg border">
          {webhooks.map((webhook) => (
            <li key={webhook.id} className="border-b last:border-b-0">
              <button
                type="button"
                onClick={() => onOpen(webhook.id)}
                className="flex min-h-13 w-full items-center gap-3 px-4 py-2 text-left hover:bg-hover focus-visible:-outline-offset-2"
              >
                <span className="min-w-0 grow">
                  <span className="block truncate font-medium">{webhook.url}</span>
                  <span className="block truncate text-muted">
                    {webhook.description || heard(webhook, t('webhooks.everything'))}
                  </span>
                </span>
                <StateBadge webhook={webhook} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {making && (
        <WebhookDialog
          webhook={null}
          onClose={() => setMaking(false)}
          onSaved={(made, shown) => {
            setMaking(false)
            setSecret(shown)
            refetch('webhooks')
            onOpen(made.id)
          }}
        />
      )}
      {secret && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </section>
  )
}

/** What a webhook hears, as a line of text. */
export function heard(webhook: Webhook, everything: string): string {
  return webhook.events.includes('*') ? everything : webhook.events.join(', ')
}

/** On, off, or turned off by us. */
export function StateBadge({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation()
  if (webhook.active) return <Badge tone="ok">{t('webhooks.on')}</Badge>
  return (
    <Badge tone={webhook.disabled_reason ? 'danger' : 'plain'}>
      {t(webhook.disabled_reason ? 'webhooks.disabled' : 'webhooks.off')}
    </Badge>
  )
}
