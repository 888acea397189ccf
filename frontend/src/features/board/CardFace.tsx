import { CalendarDays } from 'lucide-react'
import { usePerson } from '@/components/records/people'
import { Avatar, personStyle } from '@/components/ui/Avatar'
import { cn } from '@/components/ui/cn'
import { formatDate, today } from '@/format/dates'
import { formatMoney } from '@/format/money'
import { useFieldAccess, useFlash, useLink, useRow, type Row } from '@/sync'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { useBoardUi, type Visitor } from './boardStore'

const NOBODY: readonly Visitor[] = []

interface CardFaceProps {
  id: string
  compact: boolean
  /** Whether its stage is still open: a close date in the past matters only then. */
  open: boolean
  /** In somebody's hand. */
  lifted?: boolean
}

/** What a card shows: the deal, whose it is, what it is worth, and who is on it. */
export const CardFace = memo(function CardFace({
  id,
  compact,
  open,
  lifted = false,
}: CardFaceProps) {
  const { t } = useTranslation()
  const row = useRow('deals', id)
  const flash = useFlash('deals', id)
  const visitors = useBoardUi((ui) => ui.visitors.get(id)) ?? NOBODY
  const somebody = flash?.actor ?? visitors[0]
  return (
    <div
      {...(somebody ? { style: personStyle(somebody) } : {})}
      className={cn(
        'relative flex h-full flex-col rounded-md border bg-raised px-2.5 py-2 transition-[border-color,box-shadow] duration-200',
        'group-hover/card:border-line-strong',
        somebody && 'border-person ring-1 ring-person',
        flash && 'animate-pulse-once',
        lifted && 'rotate-[1.2deg] border-line-strong shadow-float',
      )}
    >
      {row ? (
        <Facts row={row} compact={compact} open={open} />
      ) : (
        <span className="text-muted">{t('board.left')}</span>
      )}
      {flash ? (
        <Chip person={flash.actor} text={flash.actor.name} />
      ) : (
        visitors[0] && (
          <Chip
            person={visitors[0]}
            text={
              visitors[0].carries
                ? t('board.carries', { name: visitors[0].name })
                : visitors[0].name
            }
            more={visitors.length - 1}
          />
        )
      )}
    </div>
  )
})

function Chip({
  person,
  text,
  more = 0,
}: {
  person: { id: string; name: string }
  text: string
  more?: number
}) {
  return (
    <span
      style={personStyle(person)}
      className="absolute -top-2 right-2 max-w-[80%] animate-rise truncate rounded-full bg-person px-1.5 text-2xs leading-4 font-semibold text-on-person"
    >
      {text}
      {more > 0 && ` +${more}`}
    </span>
  )
}

function Facts({ row, compact, open }: { row: Row; compact: boolean; open: boolean }) {
  const company = useLink('companies', row['company_id'] as string | null)
  const owner = usePerson(row['owner_id'] as string | null)
  const amount = formatMoney(row['amount'] as string | null, row['currency'] as string | null)
  const shown = useFieldAccess('deals', 'amount') !== 'none'
  const companyName = company?.['name'] as string | undefined
  return (
    <>
      <span className="truncate leading-[18px] font-medium" title={row['name'] as string}>
        {row['name'] as string}
      </span>
      {!compact && (
        <span className="h-[18px] truncate text-sm leading-[18px] text-muted">{companyName}</span>
      )}
      <span className="mt-auto flex h-5 items-center gap-2 text-sm">
        {shown && (
          <span className={cn('tabular shrink-0', amount ? 'font-medium' : 'text-faint')}>
            {amount || '—'}
          </span>
        )}
        {compact && <span className="min-w-0 truncate text-muted">{companyName}</span>}
        <span className="grow" />
        <CloseDate value={row['expected_close_date'] as string | null} open={open} />
        {owner && <Avatar person={owner} size={18} />}
      </span>
    </>
  )
}

function CloseDate({ value, open }: { value: string | null; open: boolean }) {
  const { t } = useTranslation()
  if (!value) return null
  const now = today()
  const late = open && value < now
  const due = open && value === now
  return (
    <time
      dateTime={value}
      title={late ? t('board.overdue') : t('board.closes')}
      className={cn(
        'inline-flex shrink-0 items-center gap-1 whitespace-nowrap [&_svg]:size-3',
        late ? 'text-danger-text' : due ? 'text-warn-text' : 'text-muted',
      )}
    >
      {(late || due) && <CalendarDays aria-hidden />}
      {formatDate(value)}
      {late && <span className="sr-only">{t('board.overdue')}</span>}
    </time>
  )
}
