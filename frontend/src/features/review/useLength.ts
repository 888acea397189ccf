import { useTranslation } from 'react-i18next'
import type { Review } from './review'

/** How long a review that has ended took: "25 min", "1 h 5 min". */
export function useLength({ startedAt, endedAt }: Review): string {
  const { t } = useTranslation()
  const ms = Date.parse(endedAt ?? startedAt) - Date.parse(startedAt)
  const all = Math.max(1, Math.round(ms / 60_000))
  const [hours, minutes] = [Math.floor(all / 60), all % 60]
  return hours ? t('review.hours', { hours, minutes }) : t('review.minutes', { minutes })
}
