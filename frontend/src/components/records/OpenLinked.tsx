import { Link } from '@tanstack/react-router'
import { ArrowUpRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Tooltip } from '@/components/ui/Tooltip'
import { useTitle } from './titles'

// The types that have pages, which are addressed as the API addresses them.
const PAGES = ['companies', 'contacts', 'deals']

/** The way from a field to the record it names; nothing for what has no page. */
export function OpenLinked({ type, id }: { type: string; id: string }) {
  const { t } = useTranslation()
  const title = useTitle(type, id)
  if (!PAGES.includes(type) || title === undefined) return null
  const label = t('records.open', { name: title })
  const to: string = `/${type}/${id}`
  return (
    <Tooltip label={label}>
      <Link
        to={to}
        aria-label={label}
        className="absolute top-0.5 right-0.5 inline-flex size-7 items-center justify-center rounded-md text-faint opacity-0 group-focus-within/field:opacity-100 group-hover/field:opacity-100 hover:bg-press hover:text-text focus-visible:opacity-100 coarse:opacity-100"
      >
        <ArrowUpRight aria-hidden className="size-4" />
      </Link>
    </Tooltip>
  )
}
