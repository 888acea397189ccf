import type { ReactElement } from 'react'
import { Trans, useTranslation } from 'react-i18next'
import { FieldValue, LinkName } from '@/components/records/FieldValue'
import { formatMoment, formatTime } from '@/format/dates'
import { SAFE } from '@/locales/direction'
import { useFields, useMeta, type LogEvent } from '@/sync'
import { LongDiff } from './LongDiff'
import type { Happening } from './sentences'

interface SentenceProps {
  name: string
  event: LogEvent
  happening: Happening
  type: string
}

const bold = <b className="font-medium text-text" />

/** One thing that happened, as a person would say it. */
export function Sentence({ name, event, happening, type }: SentenceProps) {
  const { t } = useTranslation()
  const label = useMeta()?.types[type]?.label.toLowerCase() ?? ''
  const field = useFields(type).get('field' in happening ? happening.field : '')
  const fieldLabel = field?.label ?? ('field' in happening ? happening.field : '')
  const value = (one: unknown): ReactElement => (
    <span className="inline-flex max-w-full min-w-0 align-bottom font-medium text-text">
      {field ? <FieldValue field={field} value={one} row={event.data ?? undefined} /> : String(one)}
    </span>
  )
  switch (happening.what) {
    case 'created':
    case 'deleted':
    case 'restored':
      return (
        <Trans
          {...SAFE}
          i18nKey={`timeline.${happening.what}`}
          values={{ name, label }}
          components={{ b: bold }}
        />
      )
    case 'moved':
      return (
        <Trans
          {...SAFE}
          i18nKey="timeline.moved"
          values={{ name }}
          components={{
            b: bold,
            from: <Stage id={happening.from} />,
            to: <Stage id={happening.to} />,
          }}
        />
      )
    case 'changed':
      return (
        <Trans
          {...SAFE}
          i18nKey="timeline.changed"
          values={{ name, field: fieldLabel }}
          components={{ b: bold, from: value(happening.from), to: value(happening.to) }}
        />
      )
    case 'set':
      return (
        <Trans
          {...SAFE}
          i18nKey="timeline.set"
          values={{ name, field: fieldLabel }}
          components={{ b: bold, to: value(happening.to) }}
        />
      )
    case 'cleared':
      return (
        <Trans
          {...SAFE}
          i18nKey="timeline.cleared"
          values={{ name, field: fieldLabel }}
          components={{ b: bold, from: value(happening.from) }}
        />
      )
    case 'rewrote':
      return (
        <>
          <Trans
            {...SAFE}
            i18nKey="timeline.rewrote"
            values={{ name, field: fieldLabel }}
            components={{ b: bold }}
          />
          <LongDiff from={happening.from} to={happening.to} />
        </>
      )
    case 'note_restored':
      return (
        <Trans
          {...SAFE}
          i18nKey="timeline.note_restored"
          values={{ name, when: versionTime(happening.when, event.at) }}
          components={{ b: bold }}
        />
      )
    default:
      return <>{t('timeline.verb', { name, verb: happening.verb.replaceAll('_', ' ') })}</>
  }
}

/** A version's time; its day only where it is not the day that is told of. */
function versionTime(when: string, told: string): string {
  const sameDay = new Date(when).toDateString() === new Date(told).toDateString()
  return sameDay ? formatTime(when) : formatMoment(when)
}

function Stage({ id }: { id: unknown }) {
  return (
    <span className="inline-flex max-w-full align-bottom font-medium text-text">
      {typeof id === 'string' ? <LinkName type="stages" id={id} /> : '—'}
    </span>
  )
}
