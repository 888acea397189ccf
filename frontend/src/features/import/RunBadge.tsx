import { useTranslation } from 'react-i18next'
import { Badge } from '@/components/ui/Badge'
import type { Run } from './run'

const TONES = {
  queued: 'plain',
  running: 'accent',
  done: 'ok',
  failed: 'danger',
  undone: 'plain',
} as const

/** Where an import stands, in a word. */
export function RunBadge({ run }: { run: Run }) {
  const { t } = useTranslation()
  if (run.undoing) return <Badge tone="accent">{t('import.status.undoing')}</Badge>
  return (
    <>
      <Badge tone={TONES[run.status]}>{t(`import.status.${run.status}`)}</Badge>
      {run.dryRun && <Badge tone="outline">{t('import.dry_run')}</Badge>}
    </>
  )
}
