import { useTranslation } from 'react-i18next'

/** A long text before and after a change. */
export function LongDiff({ from, to }: { from: string; to: string }) {
  const { t } = useTranslation()
  return (
    <span className="mt-1 grid gap-px overflow-hidden rounded-md border bg-line text-text">
      {from !== '' && (
        <del
          aria-label={t('history.before')}
          className="line-clamp-3 bg-danger-soft px-2.5 py-1.5 break-words whitespace-pre-wrap no-underline"
        >
          {from}
        </del>
      )}
      {to !== '' && (
        <ins
          aria-label={t('history.after')}
          className="line-clamp-3 bg-ok-soft px-2.5 py-1.5 break-words whitespace-pre-wrap no-underline"
        >
          {to}
        </ins>
      )}
    </span>
  )
}
