import { Circle, CircleCheck } from 'lucide-react'
import { Trans, useTranslation } from 'react-i18next'
import { Ago } from '@/components/ui/Ago'
import { Avatar } from '@/components/ui/Avatar'
import { cn } from '@/components/ui/cn'
import { IconButton } from '@/components/ui/IconButton'
import { SAFE } from '@/locales/direction'
import { textOf, type Row } from '@/sync'
import { actorsOf, spokenKey } from './kinds'

interface NotificationRowProps {
  row: Row
  current: boolean
  autoFocus: boolean
  onOpen: (row: Row) => void
  onMark: (row: Row, read: boolean) => void
}

/** One notification: which record, who did what, and their words; a click opens it. */
export function NotificationRow({ row, current, autoFocus, onOpen, onMark }: NotificationRowProps) {
  const { t } = useTranslation()
  const [latest] = actorsOf(row)
  const unread = !row['read_at']
  const at = textOf(row, 'happened_at')
  const spoken = spokenKey(textOf(row, 'kind')) !== undefined
  return (
    <li className="group relative">
      <button
        type="button"
        data-line
        autoFocus={autoFocus}
        aria-current={current ? 'true' : undefined}
        className="flex w-full gap-2.5 rounded-md p-2.5 text-left hover:bg-hover focus-visible:-outline-offset-2 aria-current:bg-press"
        onClick={() => onOpen(row)}
      >
        <span className="relative mt-0.5 shrink-0">
          <Avatar
            person={{ id: latest?.id ?? row.id, name: latest?.name || 'SalesPulse' }}
            named={false}
            size={26}
          />
          {unread && (
            <span className="absolute -top-0.5 -left-0.5 size-2 rounded-full bg-accent ring-2 ring-surface">
              <span className="sr-only">{t('inbox.unread')}</span>
            </span>
          )}
        </span>
        <span className="min-w-0 grow">
          <span className="flex items-baseline gap-2">
            <span className={cn('grow truncate', unread ? 'font-medium' : 'text-muted')}>
              {spoken ? textOf(row, 'subject') || textOf(row, 'title') : textOf(row, 'title')}
            </span>
            <Ago
              moment={at}
              className="tabular shrink-0 text-sm text-faint group-focus-within:opacity-0 group-hover:opacity-0 coarse:opacity-100"
            />
          </span>
          <span className="line-clamp-2 text-muted">
            {spoken && <Sentence row={row} />}
            {spoken && textOf(row, 'body') && ': '}
            {textOf(row, 'body')}
          </span>
        </span>
      </button>
      <span className="absolute top-1 right-1.5 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 coarse:hidden">
        <IconButton
          size="sm"
          keys="u"
          tabIndex={-1}
          label={t(unread ? 'notifications.mark_read' : 'notifications.mark_unread')}
          icon={unread ? <CircleCheck /> : <Circle />}
          onClick={() => onMark(row, unread)}
        />
      </span>
    </li>
  )
}

// What is read speaks more softly.
const bold = <b className="font-medium" />
const loud = <b className="font-medium text-text" />

/** "Ana and Ben left 12 replies". */
function Sentence({ row }: { row: Row }) {
  const { t } = useTranslation()
  const key = spokenKey(textOf(row, 'kind'))
  const [first, second, ...others] = actorsOf(row).map(({ name }) => name)
  const who =
    first === undefined || second === undefined
      ? (first ?? '')
      : others.length === 0
        ? t('inbox.two', { first, second })
        : t('inbox.more', { first, second, count: others.length })
  return (
    key && (
      <Trans
        {...SAFE}
        i18nKey={key as 'inbox.kind.reply'}
        count={Number(row['count'] ?? 1)}
        values={{ who }}
        components={{ b: row['read_at'] ? bold : loud }}
      />
    )
  )
}
