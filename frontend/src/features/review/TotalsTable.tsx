import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { colorOf } from '@/components/records/colors'
import { Dot } from '@/components/ui/Badge'
import { cn } from '@/components/ui/cn'
import { formatMoney } from '@/format/money'
import { difference, sumOf, type Worth } from './changes'
import type { StageWorth } from './useTotals'

interface TotalsTableProps {
  stages: readonly StageWorth[]
  ended: boolean
}

/** Each stage before and now, and what has come or gone. */
export function TotalsTable({ stages, ended }: TotalsTableProps) {
  const { t } = useTranslation()
  const all = {
    before: sumOf(stages.map((stage) => stage.before)),
    after: sumOf(stages.map((stage) => stage.after)),
  }
  return (
    <table className="tabular w-full text-sm">
      <thead>
        <tr className="text-xs text-muted [&>th]:pb-1 [&>th]:font-medium">
          <th className="text-left">{t('review.stage')}</th>
          <th className="text-right">{t('review.before')}</th>
          <th className="text-right">{t(ended ? 'review.after' : 'review.now')}</th>
          <th className="text-right">±</th>
        </tr>
      </thead>
      <tbody>
        {stages.map(({ id, name, color, before, after }) => (
          <Line key={id} before={before} after={after}>
            <span className="flex min-w-0 items-center gap-1.5">
              <Dot color={colorOf(color)} />
              <span className="truncate">{name}</span>
            </span>
          </Line>
        ))}
        <Line {...all} bold>
          {t('review.all')}
        </Line>
      </tbody>
    </table>
  )
}

interface LineProps {
  before: Worth
  after: Worth
  children: ReactNode
  /** The sum of the others. */
  bold?: boolean
}

function Line({ before, after, children, bold = false }: LineProps) {
  return (
    <tr
      className={cn(
        'h-7 [&>td]:pl-3 [&>td]:whitespace-nowrap max-sm:[&>td]:pl-2',
        bold && 'font-medium [&>*]:border-t',
      )}
    >
      <th scope="row" className={cn('max-w-32 text-left', !bold && 'font-normal')}>
        {children}
      </th>
      <td className="text-right text-muted">{worthText(before)}</td>
      <td className="text-right">{worthText(after)}</td>
      <td className="text-right">
        <Change of={difference(before, after)} />
      </td>
    </tr>
  )
}

function Change({ of: change }: { of: Worth }) {
  const sums = Object.entries(change.total)
  if (sums.length === 0 && change.count === 0) return <span className="text-faint">—</span>
  if (sums.length === 0) return <Signed positive={change.count > 0} text={`${change.count}`} />
  return sums.map(([currency, sum]) => (
    <span key={currency} className="block">
      <Signed positive={!sum.startsWith('-')} text={formatMoney(sum, currency, { short: true })} />
    </span>
  ))
}

function Signed({ positive, text }: { positive: boolean; text: string }) {
  return (
    <span className={positive ? 'text-ok-text' : 'text-danger-text'}>
      {positive ? '+' : '−'}
      {text.replace('-', '')}
    </span>
  )
}

/** "12 · €34K". */
export function worthText({ count, total }: Worth): string {
  const sums = Object.entries(total).map(([currency, sum]) =>
    formatMoney(sum, currency, { short: true }),
  )
  return [String(count), sums.join(' + ')].filter(Boolean).join(' · ')
}
