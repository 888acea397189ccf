import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { Input, Labelled } from '@/components/ui/Input'
import { Notice } from '@/components/ui/Notice'
import { useSaving } from '@/components/useSaving'
import { changeWebhook, createWebhook, type Webhook } from './calls'
import { EventPicker } from './EventPicker'

interface WebhookDialogProps {
  /** null: a new one. */
  webhook: Webhook | null
  onClose: () => void
  /** With the secret, when one was made. */
  onSaved: (webhook: Webhook, secret: string | null) => void
}

/** Where events are sent, and which. */
export function WebhookDialog({ webhook, onClose, onSaved }: WebhookDialogProps) {
  const { t } = useTranslation()
  const [url, setUrl] = useState(webhook?.url ?? '')
  const [description, setDescription] = useState(webhook?.description ?? '')
  const [events, setEvents] = useState<readonly string[]>(webhook?.events ?? ['*'])
  const { pending, errors, save } = useSaving()
  const submit = () =>
    save(async () => {
      const form = { url: url.trim(), events, description: description.trim() }
      if (webhook) return onSaved(await changeWebhook(webhook.id, form), null)
      const made = await createWebhook(form)
      onSaved(made, made.secret)
    })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(webhook ? 'webhooks.edit' : 'webhooks.new')}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            variant="primary"
            pending={pending}
            disabled={!url.trim() || events.length === 0}
            onClick={() => void submit()}
          >
            {t(webhook ? 'common.save' : 'webhooks.create')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Labelled
          label={t('webhooks.url')}
          required
          error={errors['url']}
          hint={t('webhooks.url_text')}
        >
          {(ties) => (
            <Input
              {...ties}
              autoFocus
              type="url"
              inputMode="url"
              placeholder="https://"
              value={url}
              onChange={(event) => setUrl(event.target.value)}
            />
          )}
        </Labelled>
        <Labelled label={t('webhooks.description')} error={errors['description']}>
          {(ties) => (
            <Input
              {...ties}
              value={description}
              maxLength={500}
              onChange={(event) => setDescription(event.target.value)}
            />
          )}
        </Labelled>
        <EventPicker value={events} onChange={setEvents} />
        {(errors['form'] ?? errors['events']) && (
          <Notice tone="danger">{errors['form'] ?? errors['events']}</Notice>
        )}
      </div>
    </Dialog>
  )
}
