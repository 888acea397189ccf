import { CloudOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useAsOf } from './asOf'

/** Over the screen's foot while there is no network: how old is what one sees. Moves nothing, takes no clicks. */
export function OfflineNote() {
  const { t } = useTranslation()
  const asOf = useAsOf()
  if (!asOf) return null
  return (
    <p
      data-offline-note
      className="pointer-events-none absolute bottom-3 in-[:has([data-foot])]:bottom-16 left-1/2 z-20 flex max-w-[calc(100%-24px)] -translate-x-1/2 items-center gap-1.5 rounded-full border border-line-strong bg-raised px-3 py-1 text-sm text-muted [box-shadow:var(--shadow-float)]"
    >
      <CloudOff aria-hidden className="size-3.5 shrink-0 text-warn-text" />
      <span className="truncate">{t('offline.as_of', { when: asOf })}</span>
    </p>
  )
}
