import { Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { cn } from '@/components/ui/cn'
import { undoEvent } from '@/components/records/undoing'
import { Tooltip } from '@/components/ui/Tooltip'
import { useFields, useLive, useMay, type LogEvent } from '@/sync'
import { verdictOf, type Verdict } from './undoability'

interface UndoEntryProps {
  event: LogEvent
  events: readonly LogEvent[]
  type: string
}

/** Takes one event back; where that is not possible it says why. */
export function UndoEntry({ event, events, type }: UndoEntryProps) {
  const { t } = useTranslation()
  const live = useLive()
  const fields = useFields(type)
  const may = useMay(type, 'update')
  const verdict = verdictOf(event, events)
  const why = may ? reasonOf(verdict) : t('history.not_yours')
  if (!verdict.may && verdict.why === 'none') return null
  return (
    <Tooltip label={why ?? t('history.undo')}>
      <button
        type="button"
        // Not `disabled`: it must be reachable to say why.
        aria-disabled={why !== undefined}
        aria-label={why === undefined ? t('history.undo') : `${t('history.undo')}: ${why}`}
        onClick={() => why === undefined && undoEvent(live, event)}
        className={cn(
          'inline-flex size-6 shrink-0 items-center justify-center rounded-md text-muted opacity-0 transition-opacity duration-100 group-focus-within/line:opacity-100 group-hover/line:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100 [&_svg]:size-3.5',
          why === undefined ? 'hover:bg-hover hover:text-text' : 'cursor-default text-faint',
        )}
      >
        <Undo2 aria-hidden />
      </button>
    </Tooltip>
  )

  function reasonOf(verdict: Verdict): string | undefined {
    if (verdict.may) return undefined
    switch (verdict.why) {
      case 'none':
        return t('history.none')
      case 'undone':
        return t('history.undone', { name: verdict.by })
      case 'touched_record':
        return t('history.touched_record', { name: verdict.by })
      case 'touched':
        return t('history.touched', { name: verdict.by, fields: labels(verdict.fields) })
    }
  }

  function labels(names: readonly string[]): string {
    return names.flatMap((name) => fields.get(name)?.label ?? []).join(', ')
  }
}
