import { now as serverNow } from './clock'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

// Made once: a formatter costs a thousand times what a date costs it.
const thisYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const otherYear = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
})
const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'narrow' })

/** How long ago (or ahead) a moment of the server's is: "2 min. ago", "yesterday"; beyond a week, the date. */
export function formatAgo(moment: string, now = serverNow()): string {
  const distance = new Date(moment).getTime() - now
  const size = Math.abs(distance)
  if (size < MINUTE) return relative.format(0, 'second')
  if (size < HOUR) return relative.format(Math.round(distance / MINUTE), 'minute')
  if (size < DAY) return relative.format(Math.round(distance / HOUR), 'hour')
  if (size < 7 * DAY) return relative.format(Math.round(distance / DAY), 'day')
  return formatDate(moment)
}

/** A calendar date ("2026-11-21") or a moment, as "21 Nov" or, in another year, "21 Nov 2025". */
export function formatDate(value: string | null | undefined, now = new Date()): string {
  const date = value ? toDate(value) : null
  if (!date) return ''
  return (date.getFullYear() === now.getFullYear() ? thisYear : otherYear).format(date)
}

/** A moment with its time, for tooltips. */
export function formatMoment(moment: string): string {
  return new Date(moment).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
}

/** A moment's time of day. */
export function formatTime(moment: string): string {
  return timeOfDay.format(new Date(moment))
}

/** A calendar date is local midnight, not UTC's: else it shows as the day before in America. */
function toDate(value: string): Date | null {
  const day = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value)
  const date = day ? new Date(Number(day[1]), Number(day[2]) - 1, Number(day[3])) : new Date(value)
  return Number.isNaN(date.getTime()) ? null : date
}

/** Today as a calendar date of the reader. */
export function today(now = new Date()): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}
