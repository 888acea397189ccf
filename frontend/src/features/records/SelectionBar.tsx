import { Trash2, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/ui/Button'
import { IconButton } from '@/components/ui/IconButton'
import { toast } from '@/components/ui/Toaster'
import { useChanges, useMay } from '@/sync'
import type { Selection } from './useSelection'

/** What can be done with the ticked rows; floats over the table while there are any. */
export function SelectionBar({ type, selection }: { type: string; selection: Selection }) {
  const { t } = useTranslation()
  const { remove } = useChanges()
  const may = useMay(type, 'delete')
  const count = selection.rows.length
  if (count === 0) return null
  const removeAll = () => {
    const undo = selection.rows.map((row) => remove(type, row.id))
    selection.clear()
    toast.success(t('records.deleted', { count }), {
      action: { label: t('common.undo'), run: () => undo.forEach((one) => one()) },
    })
  }
  return (
    <div
      role="toolbar"
      aria-label={t('records.selected', { count })}
      className="floating absolute bottom-4 left-1/2 z-30 flex h-10 -translate-x-1/2 items-center gap-2 pr-1 pl-3"
    >
      <span className="tabular font-medium whitespace-nowrap" role="status">
        {t('records.selected', { count })}
      </span>
      {may && (
        <Button variant="ghost" size="sm" className="text-danger-text" onClick={removeAll}>
          <Trash2 />
          {t('common.delete')}
        </Button>
      )}
      <IconButton size="sm" label={t('records.unselect')} icon={<X />} onClick={selection.clear} />
    </div>
  )
}
