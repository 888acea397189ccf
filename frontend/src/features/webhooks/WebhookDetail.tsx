import { useQueryClient } from '@tanstack/react-query'
import { ArrowLeft, Ellipsis, KeyRound, Pencil, Send, Trash2 } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Badge } from '@/components/ui/Badge'
import { Button } from '@/components/ui/Button'
import { Switch } from '@/components/ui/Switch'
import { Dialog } from '@/components/ui/Dialog'
import { IconButton } from '@/components/ui/IconButton'
import { Dropdown } from '@/components/ui/Menu'
import { Notice } from '@/components/ui/Notice'
import { toast } from '@/components/ui/Toaster'
import { useRefetchType } from '@/sync'
import { changeWebhook, deleteWebhook, rotateSecret, testWebhook, type Webhook } from './calls'
import { DeliveryTable } from './DeliveryTable'
import { WebhookDialog } from './WebhookDialog'

interface WebhookDetailProps {
  webhook: Webhook
  onBack: () => void
  onSecret: (secret: string) => void
  secretDialog: ReactNode
}

/** One webhook: what it hears, whether it is on, and how each delivery went. */
export function WebhookDetail({ webhook, onBack, onSecret, secretDialog }: WebhookDetailProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const refetch = useRefetchType()
  const [asking, setAsking] = useState<'edit' | 'delete' | 'rotate' | null>(null)
  const run = async (work: () => Promise<unknown>) => {
    try {
      await work()
      refetch('webhooks')
      await queries.invalidateQueries({ queryKey: ['deliveries', webhook.id] })
    } catch (error) {
      toast.error(t('error.title'), { description: error instanceof Error ? error.message : '' })
    }
  }
  return (
    <section className="flex flex-col gap-4">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <IconButton size="sm" label={t('webhooks.back')} icon={<ArrowLeft />} onClick={onBack} />
        <div className="min-w-0 grow basis-60">
          <h2 className="text-lg font-semibold tracking-[-0.01em] break-all">{webhook.url}</h2>
          {webhook.description && <p className="text-muted">{webhook.description}</p>}
        </div>
        <label className="flex items-center gap-2">
          <Switch
            checked={webhook.active}
            onCheckedChange={(active) => void run(() => changeWebhook(webhook.id, { active }))}
          />
          {t(webhook.active ? 'webhooks.on' : 'webhooks.off')}
        </label>
        <Button size="sm" onClick={() => void run(() => testWebhook(webhook.id))}>
          <Send />
          {t('webhooks.test')}
        </Button>
        <Dropdown
          align="end"
          entries={[
            { label: t('webhooks.edit'), icon: <Pencil />, onSelect: () => setAsking('edit') },
            {
              label: t('webhooks.rotate'),
              icon: <KeyRound />,
              onSelect: () => setAsking('rotate'),
            },
            'rule',
            {
              label: t('common.delete'),
              icon: <Trash2 />,
              danger: true,
              onSelect: () => setAsking('delete'),
            },
          ]}
        >
          <IconButton size="sm" label={t('records.more')} icon={<Ellipsis />} />
        </Dropdown>
      </header>
      <p className="flex flex-wrap gap-1">
        {webhook.events.map((event) => (
          <Badge key={event}>{event === '*' ? t('webhooks.everything') : event}</Badge>
        ))}
      </p>
      {!webhook.active && webhook.disabled_reason && (
        <Notice tone="danger">
          <p className="font-medium">{t('webhooks.disabled_title')}</p>
          <p>{webhook.disabled_reason}</p>
          <p>{t('webhooks.disabled_text')}</p>
        </Notice>
      )}
      <DeliveryTable webhookId={webhook.id} />
      {asking === 'edit' && (
        <WebhookDialog
          webhook={webhook}
          onClose={() => setAsking(null)}
          onSaved={() => {
            setAsking(null)
            refetch('webhooks')
          }}
        />
      )}
      <Sure
        open={asking === 'rotate'}
        title={t('webhooks.rotate_title')}
        text={t('webhooks.rotate_text')}
        label={t('webhooks.rotate')}
        onClose={() => setAsking(null)}
        onSure={() => void run(async () => onSecret(await rotateSecret(webhook.id)))}
      />
      <Sure
        open={asking === 'delete'}
        title={t('webhooks.delete_title')}
        text={t('webhooks.delete_text')}
        label={t('common.delete')}
        onClose={() => setAsking(null)}
        onSure={() => {
          onBack()
          void run(() => deleteWebhook(webhook.id))
        }}
      />
      {secretDialog}
    </section>
  )
}

interface SureProps {
  open: boolean
  title: string
  text: string
  label: string
  onClose: () => void
  onSure: () => void
}

function Sure({ open, title, text, label, onClose, onSure }: SureProps) {
  const { t } = useTranslation()
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={title}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            variant="danger"
            onClick={() => {
              onClose()
              onSure()
            }}
          >
            {label}
          </Button>
        </>
      }
    >
      <p className="text-pretty text-muted">{text}</p>
    </Dialog>
  )
}
