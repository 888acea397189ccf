import { CircleAlert, LoaderCircle, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '@/components/ui/IconButton'
import { ProgressBar } from '@/components/ui/States'
import type { Sending } from './uploads'
import { formatSize } from './sizes'

/** A file on its way, or why it did not arrive. */
export function SendingRow({
  sending: { name, size, share, error, cancel },
}: {
  sending: Sending
}) {
  const { t } = useTranslation()
  return (
    <li className="flex min-h-11 items-center gap-3 px-2">
      {error ? (
        <CircleAlert aria-hidden className="size-5 shrink-0 text-danger-text" />
      ) : (
        <LoaderCircle aria-hidden className="size-5 shrink-0 animate-spin text-muted" />
      )}
      <span className="min-w-0 grow">
        <span className="block truncate font-medium">{name}</span>
        {error ? (
          <span role="alert" className="block text-sm text-danger-text">
            {error}
          </span>
        ) : (
          <span className="flex items-center gap-2 py-1">
            <ProgressBar value={share} label={t('files.sending', { name })} />
            <span className="tabular shrink-0 text-sm text-muted">{formatSize(size)}</span>
          </span>
        )}
      </span>
      <IconButton
        size="sm"
        label={t(error ? 'files.dismiss' : 'common.cancel')}
        icon={<X />}
        onClick={cancel}
      />
    </li>
  )
}
