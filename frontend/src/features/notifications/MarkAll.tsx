import { CheckCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { send } from '@/api/http'
import { IconButton } from '@/components/ui/IconButton'
import { toast } from '@/components/ui/Toaster'

/** Mark all of mine read; the stream brings it to every window. */
export function MarkAll({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation()
  const mark = () =>
    send('POST', '/notifications/read-all', { body: {} }).catch((error: unknown) =>
      toast.error(t('error.title'), { description: error instanceof Error ? error.message : '' }),
    )
  return (
    <IconButton
      size="sm"
      label={t('notifications.mark_all')}
      icon={<CheckCheck />}
      disabled={disabled}
      onClick={() => void mark()}
    />
  )
}
