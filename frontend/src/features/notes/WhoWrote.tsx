import { useTranslation } from 'react-i18next'
import { personStyle, type Person } from '@/components/ui/Avatar'

/** The people whose colours the text shows. */
export function WhoWrote({ authors }: { authors: readonly Person[] }) {
  const { t } = useTranslation()
  return (
    <ul
      aria-label={t('notes.who')}
      className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1 border-b px-3.5 py-1.5 text-sm text-muted"
    >
      {authors.length === 0 && <li>{t('notes.who_nobody')}</li>}
      {authors.map((author) => (
        <li key={author.id} style={personStyle(author)} className="flex items-center gap-1.5">
          <span aria-hidden className="size-2.5 rounded-full bg-person" />
          {author.name}
        </li>
      ))}
    </ul>
  )
}
