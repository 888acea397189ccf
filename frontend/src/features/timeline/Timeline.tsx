import { History } from 'lucide-react'
import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { Trans, useTranslation } from 'react-i18next'
import { ReadError } from '@/components/ReadError'
import { Avatar } from '@/components/ui/Avatar'
import { Button } from '@/components/ui/Button'
import { onDemand } from '@/components/ui/onDemand'
import { Skeleton } from '@/components/ui/States'
import { usePerson } from '@/components/records/people'
import { now } from '@/format/clock'
import { formatDate, formatMoment, formatTime } from '@/format/dates'
import { SAFE } from '@/locales/direction'
import { typeOf, useList, type LogEvent } from '@/sync'
import { byDay, entriesOf, horizonOf, timeOf, type Entry } from './entries'
import { Sentence } from './Sentence'
import './texts'
import { UndoEntry } from './UndoEntry'
import { useHistory } from './useHistory'

const TimeTravel = onDemand(() => import('./TimeTravel'))

/** A record's story: who changed what, said and attached what, newest first; live. */
export function Timeline({ entity, id }: { entity: string; id: string }) {
  const { t } = useTranslation()
  const type = typeOf(entity)
  const history = useHistory(type, id)
  const comments = useOf('comments', entity, id)
  const files = useOf('files', entity, id)
  const [travelling, setTravelling] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const back = () => {
    flushSync(() => setTravelling(false))
    opener.current?.focus()
  }
  if (history.status === 'pending') return <Loading />
  if (history.status === 'error')
    return <ReadError part error={history.error} retry={history.retry} />
  const own = history.events.filter((event) => event.entity === entity)
  const tellings = [{ ...history, end: history.events.at(-1)?.at }, comments, files]
  const horizon = horizonOf(tellings)
  const told = entriesOf(history.events, comments.rows, files.rows)
  const days = byDay(told.filter(({ at }) => timeOf(at) >= horizon))
  const loadOlder = () =>
    tellings.forEach(({ hasMore, end, loadMore }) => {
      if (hasMore && timeOf(end) >= horizon) loadMore()
    })
  return (
    <div className="flex flex-col gap-3">
      {travelling ? (
        <TimeTravel
          {...{ type, id, events: own, hasMore: history.hasMore }}
          onMore={history.loadMore}
          onBack={back}
        />
      ) : (
        own.length > 1 && (
          <Button
            ref={opener}
            variant="ghost"
            size="sm"
            onPointerEnter={TimeTravel.preload}
            onClick={() => setTravelling(true)}
            className="-mb-1 self-end"
          >
            <History />
            {t('travel.open')}
          </Button>
        )
      )}
      {days.map(({ day, entries }) => (
        <section key={day} aria-label={dayName(day, t('timeline.today'))}>
          <h3 className="mb-1 text-xs font-medium text-muted">
            {dayName(day, t('timeline.today'))}
          </h3>
          <ol className="flex flex-col">
            {entries.map((entry) => (
              <Line key={entry.key} entry={entry} type={type} events={own} />
            ))}
          </ol>
        </section>
      ))}
      {horizon > -Infinity && (
        <Button
          variant="ghost"
          size="sm"
          pending={history.loading}
          onClick={loadOlder}
          className="self-start"
        >
          {t('timeline.older')}
        </Button>
      )}
    </div>
  )
}

/** The comments or files of a record, newest first. */
function useOf(type: string, entity: string, id: string) {
  const list = useList(type, {
    filters: [
      { field: 'entity', op: 'eq', value: entity },
      { field: 'entity_id', op: 'eq', value: id },
    ],
    sort: '-created_at',
    limit: type === 'comments' ? 200 : 100,
  })
  return { ...list, end: list.rows.at(-1)?.['created_at'] as string | undefined }
}

function dayName(day: string, today: string): string {
  return day === new Date(now()).toDateString() ? today : formatDate(new Date(day).toISOString())
}

interface LineProps {
  entry: Entry
  type: string
  events: readonly LogEvent[]
}

/** One thing that happened, by whom and when, with what takes it back. */
export function Line({ entry, type, events }: LineProps) {
  const { t } = useTranslation()
  const authorId =
    entry.kind === 'event' ? entry.event.actor.id : (entry.row['created_by'] as string | null)
  const author = usePerson(authorId)
  const name = author?.name ?? (entry.kind === 'event' ? entry.event.actor.name : '')
  const time = formatTime(entry.at)
  return (
    <li
      data-place={`entry-${entry.key}`}
      className="group/line relative flex animate-fade items-start gap-2.5 pb-2.5 before:absolute before:top-6 before:bottom-0.5 before:left-[9px] before:w-px before:bg-line last:before:hidden"
    >
      <Avatar
        person={{ id: authorId ?? 'system', name: name || '?' }}
        size={19}
        named={false}
        className="mt-px"
      />
      <div className="min-w-0 grow leading-[21px] text-muted">
        {entry.kind === 'event' ? (
          <>
            <Sentence name={name} event={entry.event} happening={entry.happening} type={type} />
            {entry.event.undoes !== undefined && (
              <span className="ml-1.5 text-sm text-faint">{t('history.undoes')}</span>
            )}
          </>
        ) : entry.kind === 'comment' ? (
          <>
            <Trans
              {...SAFE}
              i18nKey="timeline.commented"
              values={{ name }}
              components={{ b: <b className="font-medium text-text" /> }}
            />
            <span className="mt-0.5 line-clamp-3 block rounded-md bg-sunken px-2.5 py-1.5 break-words whitespace-pre-wrap text-text">
              {entry.row['body'] as string}
            </span>
          </>
        ) : (
          <Trans
            {...SAFE}
            i18nKey="timeline.attached"
            values={{ name, file: entry.row['name'] as string }}
            components={{ b: <b className="font-medium break-all text-text" /> }}
          />
        )}
      </div>
      {entry.kind === 'event' && entry.first && (
        <UndoEntry event={entry.event} events={events} type={type} />
      )}
      <time
        dateTime={entry.at}
        title={formatMoment(entry.at)}
        className="tabular shrink-0 text-sm leading-[21px] text-faint"
      >
        {time}
      </time>
    </li>
  )
}

function Loading() {
  return (
    <div className="flex flex-col gap-3 py-1">
      {[60, 75, 45].map((width) => (
        <Skeleton key={width} style={{ width: `${width}%` }} />
      ))}
    </div>
  )
}
