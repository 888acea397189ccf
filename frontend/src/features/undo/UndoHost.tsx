import { Redo2, Undo2 } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommands } from '@/components/commands'
import { titleOf } from '@/components/records/titles'
import { MY_CHANGE, undoEvent } from '@/components/records/undoing'
import { toast } from '@/components/ui/Toaster'
import { useLive, useList, useMay, type LogEvent } from '@/sync'
import './texts'
import { toldOf } from './told'
import { useUndoStack, type Outcome, type Step } from './useUndoStack'

/** ⌘Z takes back what one did last in this window, ⇧⌘Z does it again; a moved card offers it too. */
export default function UndoHost() {
  const { t } = useTranslation()
  const live = useLive()
  // Read once and kept by the log, so that a move's toast can say where to.
  const readsStages = useMay('stages', 'read')
  const stages = useList('stages', { sort: 'position', limit: 200 }, readsStages)
  const offer = useCallback(
    (event: LogEvent) => {
      const moved = event.type === 'deal.moved' && event.changed.includes('stage_id')
      if (!moved || event.undoes !== undefined || !event.data) return
      const stage = live.records.get('stages', String(event.data['stage_id']))
      toast.info(
        stage
          ? t('undo.moved', { name: titleOf(event.data), stage: titleOf(stage) })
          : t('undo.moved_only', { name: titleOf(event.data) }),
        {
          id: MY_CHANGE,
          action: { label: t('common.undo'), run: () => undoEvent(live, event) },
        },
      )
    },
    [live, t],
  )
  const tell = useCallback(
    (step: Step, outcome: Outcome) => {
      if (outcome.what !== 'done') {
        const nothing = step === 'undo' ? 'undo.nothing_undo' : 'undo.nothing_redo'
        const soon = step === 'undo' ? 'undo.soon_undo' : 'undo.soon_redo'
        const told = { soon, nothing, again: 'undo.again', cancelled: 'undo.cancelled' } as const
        toast.info(t(told[outcome.what]), { id: MY_CHANGE })
        return
      }
      // What offers to take this back bears its record's id, and offers it no more.
      toast.dismiss(outcome.event.entity_id)
      const name = toldOf(outcome.event)
      const done = step === 'undo' ? 'undone' : 'redone'
      if (name === null) return
      toast.info(name ? t(`undo.${done}`, { name }) : t(`undo.${done}_plain`), { id: MY_CHANGE })
    },
    [t],
  )
  const take = useUndoStack({ onChange: offer, onTaken: tell })
  const run = useCallback((step: Step) => tell(step, take(step)), [tell, take])
  useCommands(
    useMemo(
      () => [
        {
          id: 'undo',
          label: t('undo.undo'),
          group: t('palette.actions'),
          keys: '$mod+z',
          typing: false as const,
          icon: <Undo2 />,
          run: () => run('undo'),
        },
        {
          id: 'redo',
          label: t('undo.redo'),
          group: t('palette.actions'),
          keys: '$mod+Shift+z',
          typing: false as const,
          icon: <Redo2 />,
          run: () => run('redo'),
        },
      ],
      [t, run],
    ),
  )
  // From here on Ctrl+Z knows what was done, and where cards go.
  const ready = !readsStages || stages.status !== 'loading'
  return <span hidden data-undo={ready ? 'ready' : 'starting'} />
}
