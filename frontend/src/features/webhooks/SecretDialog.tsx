import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { Notice } from '@/components/ui/Notice'

/** The signing secret, shown this once. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('webhooks.secret')}
      description={t('webhooks.secret_text')}
      closeLabel={t('common.close')}
      footer={
        <Button variant="primary" onClick={onClose}>
          {t('webhooks.secret_done')}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <div className="flex items-center gap-2 rounded-md border bg-sunken py-1 pr-1 pl-3">
          <code className="min-w-0 grow font-mono text-sm break-all">{secret}</code>
          <Button
            size="sm"
            onClick={() => void navigator.clipboard.writeText(secret).then(() => setCopied(true))}
          >
            {copied ? <Check /> : <Copy />}
            {t(copied ? 'webhooks.copied' : 'webhooks.copy')}
          </Button>
        </div>
        <Notice tone="warn">{t('webhooks.secret_once')}</Notice>
      </div>
    </Dialog>
  )
}
