import { History, RotateCcw } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ReadError } from '@/components/ReadError'
import { Avatar } from '@/components/ui/Avatar'
import { Button } from '@/components/ui/Button'
import { cn } from '@/components/ui/cn'
import { FieldValue } from '@/components/records/FieldValue'
import { nameOf, readField } from '@/components/records/fields'
import { toast } from '@/components/ui/Toaster'
import { formatMoment } from '@/format/dates'
import { nested, useChanges, useMay, useMeta, type Field, type LogEvent, type Row } from '@/sync'
import { useRecordAt, type Past } from './useRecordAt'

interface TimeTravelProps {
  type: string
  id: string
  /** The record's events, newest first. */
  events: readonly LogEvent[]
  hasMore: boolean
  onMore: () => void
  onBack: () => void
}

/** A slider over a record's events: drag it, and see the record as it was, with what differs now. */
export default function TimeTravel({ type, id, events, hasMore, onMore, onBack }: TimeTravelProps) {
  const { t } = useTranslation()
  const story = [...events].reverse()
  const [chosen, setChosen] = useState(() => story.at(-2)?.seq ?? story.at(-1)?.seq ?? 0)
  const at = Math.max(
    0,
    story.findIndex((event) => event.seq === chosen),
  )
  const event = story[at]
  const { past, stale, error, retry } = useRecordAt(type, id, event?.seq)
  const slider = useRef<HTMLInputElement>(null)
  const toSlider = () => slider.current?.focus()
  // What opened this is gone: the keyboard goes on with what there is to move.
  useEffect(toSlider, [])
  if (!event) return null
  const moment = formatMoment(event.at)
  return (
    <section aria-label={t('travel.open')} className="overflow-hidden rounded-lg border">
      <header className="flex flex-wrap items-center gap-x-2.5 gap-y-1.5 bg-accent-soft px-3 py-2">
        <History aria-hidden className="size-4 shrink-0 text-accent-text" />
        <p className="min-w-40 grow" role="status">
          <span className="font-medium">{t('travel.was', { moment })}</span>{' '}
          <span className="text-muted">{t('travel.by', { name: event.actor.name })}</span>
        </p>
        <Button size="sm" onClick={onBack}>
          {t('travel.back')}
        </Button>
        {past && <Restore {...{ past, stale, type, id, moment }} onRestored={toSlider} />}
      </header>
      <div className="flex items-center gap-2.5 border-b px-3 py-2">
        {hasMore && (
          <Button size="sm" variant="ghost" onClick={onMore}>
            {t('travel.older')}
          </Button>
        )}
        <input
          ref={slider}
          type="range"
          min={0}
          max={story.length - 1}
          value={at}
          aria-label={t('travel.label')}
          aria-valuetext={`${moment}, ${event.actor.name}`}
          onChange={({ target }) => setChosen(story[Number(target.value)]?.seq ?? chosen)}
          className="h-6 min-w-0 grow accent-accent"
        />
        <Avatar
          person={{ id: event.actor.id ?? 'system', name: event.actor.name || '?' }}
          size={20}
        />
        <span className="tabular shrink-0 text-sm text-muted">
          {at + 1}/{story.length}
        </span>
      </div>
      {past && <Then past={past} type={type} />}
      {!past && error && <ReadError part className="m-3" error={error} retry={retry} />}
    </section>
  )
}

/** The record's fields then; those that differ now stand out, with what they are now. */
function Then({ past, type }: { past: Past; type: string }) {
  const { t } = useTranslation()
  const fields = useTellingFields(type)
  const count = fields.filter((field) => nameOf(field) in past.differs).length
  return (
    <div className="px-3 py-2">
      <p className="mb-1.5 text-sm text-muted">
        {past.deleted ? `${t('travel.trashed')} ` : ''}
        {count === 0 ? t('travel.same') : t('travel.differs', { count })}
      </p>
      <dl>
        {fields.map((field) => {
          const difference = past.differs[nameOf(field)]
          const value = readField(past.record, field)
          if (isEmpty(value) && !difference) return null
          return (
            <div
              key={nameOf(field)}
              className={cn(
                'grid min-h-8 grid-cols-[minmax(96px,30%)_1fr] items-center gap-2 rounded-md px-2 py-1',
                difference && 'bg-accent-soft',
              )}
            >
              <dt className="truncate text-muted">{field.label}</dt>
              <dd className="flex min-w-0 flex-wrap items-center gap-x-2">
                <Shown field={field} value={value} row={past.record} />
                {difference && (
                  <span className="flex min-w-0 items-center gap-1.5 text-sm text-muted">
                    {t('travel.now')}:{' '}
                    <Shown field={field} value={difference.now} row={past.record} />
                  </span>
                )}
              </dd>
            </div>
          )
        })}
      </dl>
    </div>
  )
}

function Shown({ field, value, row }: { field: Field; value: unknown; row: Row }) {
  if (isEmpty(value)) return <span className="text-faint">—</span>
  if (field.kind === 'long_text')
    return <span className="line-clamp-3 min-w-0 break-words">{String(value)}</span>
  return <FieldValue field={field} value={value} row={row} />
}

interface RestoreProps {
  past: Past
  stale: boolean
  type: string
  id: string
  moment: string
  onRestored: () => void
}

/** Writes the old values of what differs, as a change of one's own that can be taken back. */
function Restore({ past, stale, type, id, moment, onRestored }: RestoreProps) {
  const { t } = useTranslation()
  const { update } = useChanges()
  const may = useMay(type, 'update')
  const fields = useTellingFields(type).filter((field) => field.writable)
  const differing = fields.filter((field) => nameOf(field) in past.differs)
  if (!may || differing.length === 0) return null
  const restore = () => {
    const then = differing.map(nameOf).map((name) => [name, past.differs[name]?.then ?? null])
    update(type, id, nested(Object.fromEntries(then) as Record<string, unknown>))
    toast.success(t('travel.restored', { moment }))
    // Nothing differs any more, and this button goes.
    onRestored()
  }
  return (
    <Button size="sm" variant="primary" disabled={stale} onClick={restore}>
      <RotateCcw />
      {t('travel.restore')}
    </Button>
  )
}

const SYSTEM = new Set([
  'id',
  'version',
  'created_at',
  'created_by',
  'updated_at',
  'updated_by',
  'position',
])

function useTellingFields(type: string): Field[] {
  return (useMeta()?.types[type]?.fields ?? []).filter((field) => !SYSTEM.has(field.key))
}

const isEmpty = (value: unknown) =>
  value === null ||
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.length === 0)
