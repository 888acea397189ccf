import { useNavigate } from '@tanstack/react-router'
import { CircleAlert, Clock } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAgo } from '@/components/ui/Ago'
import { Button } from '@/components/ui/Button'
import { Spinner } from '@/components/ui/Spinner'
import { forServer } from '@/format/clock'
import { entityOf, useLive, useMeta, useRow, type Operation } from '@/sync'
import { addressOf } from '../../addresses'
import { describe, placeOf } from './describe'

/** A write that waits or was refused: what it is, why it is still here, and what to do about it. */
export function PendingWrite({ operation, onOpen }: { operation: Operation; onOpen: () => void }) {
  const { t } = useTranslation()
  const { outbox } = useLive()
  const what = useWhat(operation)
  const [asking, setAsking] = useState(false)
  const { failure, state, at, id } = operation
  const ago = useAgo(new Date(forServer(at)).toISOString())
  return (
    <li className="flex gap-2 px-3 py-2">
      <span className="mt-0.5 shrink-0 [&_svg]:size-4">
        {state === 'failed' ? (
          <CircleAlert aria-hidden className="text-danger-text" />
        ) : state === 'sending' ? (
          <Spinner className="size-4" />
        ) : (
          <Clock aria-hidden className="text-muted" />
        )}
      </span>
      <div className="min-w-0 flex-1">
        <p className="break-words">{what}</p>
        <p className="text-sm text-muted">
          {failure
            ? failure.code === 'key_expired'
              ? t('pending.key_expired')
              : failure.message
            : t(state === 'sending' ? 'pending.sending' : 'pending.since', { ago })}
        </p>
        {asking ? (
          <Confirm
            what={what}
            onKeep={() => setAsking(false)}
            onDiscard={() => outbox.discard(id)}
          />
        ) : (
          <div className="mt-1 -ml-2 flex flex-wrap gap-1">
            {state === 'failed' && (
              <Button size="sm" variant="ghost" onClick={() => outbox.retry(id)}>
                {t('pending.retry')}
              </Button>
            )}
            <OpenButton operation={operation} onOpen={onOpen} />
            {state !== 'sending' && (
              <Button size="sm" variant="ghost" onClick={() => setAsking(true)}>
                {t('pending.discard')}
              </Button>
            )}
          </div>
        )}
      </div>
    </li>
  )
}

function useWhat(operation: Operation): string {
  const { t } = useTranslation()
  const meta = useMeta()?.types[operation.type]
  const row = useRow(operation.type, operation.recordId)
  const { verb, name, fields, count } = describe(operation, row, meta)
  const noun = meta?.label ?? entityOf(operation.type)
  return t(`pending.what.${verb}`, {
    name: name || noun,
    noun,
    fields: fields.join(', '),
    count,
  })
}

function Confirm({
  what,
  onKeep,
  onDiscard,
}: {
  what: string
  onKeep: () => void
  onDiscard: () => void
}) {
  const { t } = useTranslation()
  const keep = useRef<HTMLButtonElement>(null)
  // Whoever presses Enter twice keeps what they have written.
  useEffect(() => keep.current?.focus(), [])
  return (
    <div role="group" aria-label={t('pending.discard_of', { what })} className="mt-1">
      <p className="text-sm text-danger-text">{t('pending.sure')}</p>
      <div className="mt-1 flex gap-2">
        <Button ref={keep} size="sm" onClick={onKeep}>
          {t('pending.keep')}
        </Button>
        <Button size="sm" variant="danger" onClick={onDiscard}>
          {t('pending.discard')}
        </Button>
      </div>
    </div>
  )
}

/** To the record, or what it hangs on; not for one that was never made. */
function OpenButton({ operation, onOpen }: { operation: Operation; onOpen: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const address = addressOf(...placeOf(operation, entityOf(operation.type)))
  const unmade = operation.state === 'failed' && operation.kind === 'create'
  if (!address || (unmade && address.endsWith(operation.recordId))) return null
  return (
    <Button
      size="sm"
      variant="ghost"
      onClick={() => {
        onOpen()
        void navigate({ to: address })
      }}
    >
      {t('pending.open')}
    </Button>
  )
}
