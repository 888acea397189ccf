import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/ui/Button'
import { Notice } from '@/components/ui/Notice'
import { useLive, useStatus, type Operation } from '@/sync'
import { useAsOf } from '../asOf'
import { PendingWrite } from './PendingWrite'

const SHOWN = 20

/** What the badge opens: how the connection is, what was refused and why, and what waits. */
export default function PendingPanel({ onOpen }: { onOpen: () => void }) {
  const { t } = useTranslation()
  const connection = useStatus((status) => status.connection)
  const waiting = useStatus((status) => status.waiting)
  const failed = useStatus((status) => status.failed)
  const lasts = useStatus((status) => status.lasts)
  const asOf = useAsOf()
  return (
    <>
      <div className="px-3 pt-3 pb-2">
        <p className="font-medium">{t(`status.${connection}`)}</p>
        <p className="mt-0.5 text-muted">{t(`status.${connection}_text`)}</p>
        {asOf && <p className="mt-0.5 text-muted">{t('pending.as_of', { when: asOf })}</p>}
        {!lasts && waiting.length > 0 && (
          <Notice tone="warn" className="mt-2">
            {t('pending.not_kept')}
          </Notice>
        )}
      </div>
      <Writes
        title={t('pending.failed', { count: failed.length })}
        writes={failed}
        onOpen={onOpen}
      />
      <Writes
        title={t('status.pending', { count: waiting.length })}
        writes={waiting}
        onOpen={onOpen}
      />
      {failed.length + waiting.length === 0 && (
        <p className="border-t px-3 py-2 text-muted">{t('status.all_sent')}</p>
      )}
      {connection === 'offline' && <TryNow />}
    </>
  )
}

function Writes({
  title,
  writes,
  onOpen,
}: {
  title: string
  writes: readonly Operation[]
  onOpen: () => void
}) {
  const { t } = useTranslation()
  if (writes.length === 0) return null
  const rest = writes.length - SHOWN
  return (
    <section aria-label={title} className="border-t pt-2">
      <h3 className="px-3 text-sm font-medium text-muted">{title}</h3>
      <ul>
        {writes.slice(0, SHOWN).map((operation) => (
          <PendingWrite key={operation.id} operation={operation} onOpen={onOpen} />
        ))}
      </ul>
      {rest > 0 && <p className="px-3 pb-2 text-muted">{t('pending.more', { count: rest })}</p>}
    </section>
  )
}

/** Not to be waited for: the next attempt is now. */
function TryNow() {
  const { t } = useTranslation()
  const { stream, outbox } = useLive()
  const [tried, setTried] = useState(false)
  return (
    <div className="border-t p-2">
      <Button
        size="sm"
        className="w-full"
        onClick={() => {
          stream.reconnect()
          outbox.wake()
          setTried(true)
        }}
      >
        {t(tried ? 'pending.tried' : 'pending.try_now')}
      </Button>
    </div>
  )
}
