import { formatMoment, formatTime, today } from '@/format/dates'
import { useStatus } from '@/sync'

/** When what is shown was the newest, in words for people; null while it is live. */
export function useAsOf(): string | null {
  return useStatus(({ connection, asOf }) =>
    connection === 'offline' && asOf !== null ? shown(new Date(asOf)) : null,
  )
}

function shown(moment: Date): string {
  const text = moment.toISOString()
  return today(moment) === today() ? formatTime(text) : formatMoment(text)
}
