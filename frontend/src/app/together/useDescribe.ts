import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { showValue } from '@/components/records/showValue'
import { happeningsOf } from '@/features/timeline'
import { textOf, useFields, useLive, type LogEvent } from '@/sync'

/** A deal's event as plain sentences: the timeline's own, without links and colours. */
export function useDescribe(): (event: LogEvent) => readonly string[] {
  const { t } = useTranslation()
  const { records } = useLive()
  const fields = useFields('deals')
  return useCallback(
    (event) => {
      const shown = (name: string, value: unknown): string => {
        const field = fields.get(name)
        if (field?.kind === 'user') return textOf(records.get('users', String(value)), 'full_name')
        if (field?.kind === 'link')
          return textOf(records.get(field.ref ?? '', String(value)), 'name') || '…'
        return showValue(value, field, event.data ?? undefined)
      }
      return happeningsOf(event).map((happening) => {
        const name = 'field' in happening ? happening.field : 'stage_id'
        const field = fields.get(name)?.label ?? name
        const verb = 'verb' in happening ? happening.verb.replaceAll('_', ' ') : ''
        const label = t('review.deal')
        return t(`timeline.${happening.what}`, { name: event.actor.name, field, label, verb })
          .replace('<from/>', 'from' in happening ? shown(name, happening.from) : '')
          .replace('<to/>', 'to' in happening ? shown(name, happening.to) : '')
          .replace(/<\/?b>/g, '')
      })
    },
    [t, records, fields],
  )
}
