import { useTranslation } from 'react-i18next'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { useChanges } from '@/sync'
import type { Run } from './run'

interface UndoDialogProps {
  run: Run
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Asks once more before everything an import made goes to the trash. */
export function UndoDialog({ run, open, onOpenChange }: UndoDialogProps) {
  const { t } = useTranslation()
  const { act } = useChanges()
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('import.undo_title')}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t('common.cancel')}</Button>
          <Button
            variant="danger"
            onClick={() => {
              act('imports', run.id, 'undo')
              onOpenChange(false)
            }}
          >
            {t('import.undo')}
          </Button>
        </>
      }
    >
      <p className="text-pretty text-muted">{t('import.undo_text', { name: run.fileName })}</p>
    </Dialog>
  )
}
