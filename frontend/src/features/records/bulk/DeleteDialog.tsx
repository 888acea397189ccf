import { useTranslation } from 'react-i18next'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'

interface DeleteDialogProps {
  count: number
  onDelete: () => void
  onClose: () => void
}

/** Asks once more before more than one can see goes to the trash. */
export default function DeleteDialog({ count, onDelete, onClose }: DeleteDialogProps) {
  const { t } = useTranslation()
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('bulk.delete_all_title', { shown: count.toLocaleString() })}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="danger" onClick={onDelete}>
            {t('common.delete')}
          </Button>
        </>
      }
    >
      <p className="text-pretty text-muted">{t('bulk.delete_all_text')}</p>
    </Dialog>
  )
}
