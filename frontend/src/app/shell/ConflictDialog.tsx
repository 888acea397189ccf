import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAgo } from '@/components/ui/Ago'
import { Button } from '@/components/ui/Button'
import { cn } from '@/components/ui/cn'
import { Dialog } from '@/components/ui/Dialog'
import { showValue } from '@/components/records/showValue'
import {
  useFields,
  useLive,
  useMeta,
  useRow,
  useStatus,
  textOf,
  type Conflict,
  type Operation,
} from '@/sync'

/** Somebody changed the same field: mine or theirs, field by field. Nothing is overwritten unasked. */
export default function ConflictDialog() {
  const conflict = useStatus((status) => status.conflicts[0])
  return conflict ? <Ask key={conflict.id} operation={conflict} /> : null
}

function Ask({ operation }: { operation: Operation }) {
  const { t } = useTranslation()
  const { outbox } = useLive()
  const { type, recordId, conflict } = operation
  const fields = useFields(type)
  const title = useMeta()?.types[type]?.title ?? 'name'
  const row = useRow(type, recordId)
  const conflicts = Object.entries(conflict?.fields ?? {})
  const [mine, setMine] = useState<readonly string[]>(conflicts.map(([field]) => field))
  const settle = (kept: readonly string[]) =>
    outbox.resolve(
      operation.id,
      Object.fromEntries(
        conflicts
          .filter(([field]) => kept.includes(field))
          .map(([field, { yours }]) => [field, yours]),
      ),
    )
  return (
    <Dialog
      open
      // It can't be put off: until it is answered, neither side is saved.
      onOpenChange={() => undefined}
      title={t('conflict.title')}
      description={t('conflict.text', {
        record: textOf(row ?? conflict?.current, title),
      })}
      className="sm:w-[min(620px,calc(100vw-32px))]"
      footer={
        <>
          <Button variant="ghost" onClick={() => settle([])}>
            {t('conflict.keep_theirs')}
          </Button>
          <Button variant="ghost" onClick={() => settle(conflicts.map(([field]) => field))}>
            {t('conflict.keep_mine')}
          </Button>
          <Button variant="primary" onClick={() => settle(mine)}>
            {t('conflict.save')}
          </Button>
        </>
      }
    >
      <ul className="flex flex-col gap-4">
        {conflicts.map(([name, { base, theirs, yours }]) => {
          const field = fields.get(name)
          const chosen = mine.includes(name) ? 'mine' : 'theirs'
          const choose = (side: 'mine' | 'theirs') =>
            setMine(side === 'mine' ? [...mine, name] : mine.filter((one) => one !== name))
          return (
            <li key={name}>
              <p className="mb-1.5">
                <span className="font-medium">{field?.label ?? name}</span>{' '}
                <span className="text-muted">
                  ({t('conflict.was')} {showValue(base, field, row) || t('common.empty')})
                </span>
              </p>
              <div
                role="radiogroup"
                aria-label={field?.label ?? name}
                className="grid gap-2 sm:grid-cols-2"
              >
                {(['mine', 'theirs'] as const).map((side) => (
                  <button
                    key={side}
                    type="button"
                    role="radio"
                    aria-checked={chosen === side}
                    onClick={() => choose(side)}
                    className={cn(
                      'rounded-md border p-2.5 text-left',
                      chosen === side ? 'border-accent bg-accent-soft' : 'hover:bg-hover',
                    )}
                  >
                    <span className="block text-sm text-muted">
                      {t(`conflict.${side}`)}
                      {side === 'theirs' && <Author of={conflict?.changedBy[name]} />}
                    </span>
                    <span className="break-words">
                      {showValue(side === 'mine' ? yours : theirs, field, row) || t('common.empty')}
                    </span>
                  </button>
                ))}
              </div>
            </li>
          )
        })}
      </ul>
    </Dialog>
  )
}

function Author({ of }: { of: Conflict['changedBy'][string] | undefined }) {
  const ago = useAgo(of?.at ?? '')
  return of && <> · {[of.by.name, ago].filter(Boolean).join(', ')}</>
}
