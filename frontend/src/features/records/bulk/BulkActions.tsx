import { PenLine, Tag, Trash2, UserRound } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FieldPicker } from '@/components/records/FieldPicker'
import { Button } from '@/components/ui/Button'
import { onDemand } from '@/components/ui/onDemand'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/Popover'
import { useFields, useMay, type Field } from '@/sync'
import './texts'
import { countOf, useBulk, type BulkChange, type Target } from './useBulk'

const EditDialog = onDemand(() => import('./EditDialog'))
const DeleteDialog = onDemand(() => import('./DeleteDialog'))

interface BulkActionsProps {
  type: string
  target: Target
  /** How many there are in all, if more than are ticked. */
  more: number
  onAll: () => void
  onDone: () => void
}

/** Edit, hand over, tag and delete the ticked rows, or all that the list finds. */
export default function BulkActions({ type, target, more, onAll, onDone }: BulkActionsProps) {
  const { t } = useTranslation()
  const bulk = useBulk(type)
  const fields = useFields(type)
  const mayChange = useMay(type, 'update')
  const mayDelete = useMay(type, 'delete')
  const [dialog, setDialog] = useState<'edit' | 'delete' | null>(null)
  const apply = (change: BulkChange) => {
    bulk(target, change)
    setDialog(null)
    onDone()
  }
  const owner = fields.get('owner_id')
  const tags = fields.get('tags')
  return (
    <>
      {more > 0 && (
        <Button variant="ghost" size="sm" className="text-accent-text" onClick={onAll}>
          {t('bulk.all', { shown: more.toLocaleString() })}
        </Button>
      )}
      {mayChange && (
        <Button variant="ghost" size="sm" onClick={() => setDialog('edit')}>
          <PenLine />
          {t('bulk.edit')}
        </Button>
      )}
      {mayChange && owner?.writable && (
        <Pick
          field={owner}
          icon={<UserRound />}
          label={t('bulk.owner')}
          onPick={(id) => apply({ action: 'update', fields: { owner_id: id } })}
        />
      )}
      {mayChange && tags?.writable && <Tags field={tags} onApply={apply} />}
      {mayDelete && (
        <Button
          variant="ghost"
          size="sm"
          className="text-danger-text"
          onClick={() => (target.all ? setDialog('delete') : apply({ action: 'delete' }))}
        >
          <Trash2 />
          {t('common.delete')}
        </Button>
      )}
      {dialog === 'edit' && (
        <EditDialog
          type={type}
          count={countOf(target)}
          onApply={apply}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === 'delete' && (
        <DeleteDialog
          count={countOf(target)}
          onDelete={() => apply({ action: 'delete' })}
          onClose={() => setDialog(null)}
        />
      )}
    </>
  )
}

interface PickProps {
  field: Field
  icon: ReactNode
  label: string
  onPick: (value: unknown) => void
}

function Pick({ field, icon, label, onPick }: PickProps) {
  const [open, setOpen] = useState(false)
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button variant="ghost" size="sm">
          {icon}
          {label}
        </Button>
      </PopoverTrigger>
      <PopoverContent aria-label={label} side="top" className="w-60 overflow-hidden p-0">
        <FieldPicker field={field} value={null} clearable={false} onPick={onPick} />
      </PopoverContent>
    </Popover>
  )
}

/** Tags to add, or to take off, several at once. */
function Tags({ field, onApply }: { field: Field; onApply: (change: BulkChange) => void }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [picked, setPicked] = useState<readonly string[]>([])
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button variant="ghost" size="sm">
          <Tag />
          {t('bulk.tags')}
        </Button>
      </PopoverTrigger>
      <PopoverContent aria-label={t('bulk.tags')} side="top" className="w-64 overflow-hidden p-0">
        <FieldPicker
          field={field}
          value={picked}
          clearable={false}
          onPick={(value) => setPicked(value as readonly string[])}
        />
        <div className="flex gap-2 border-t p-2">
          <Button
            size="sm"
            disabled={picked.length === 0}
            className="grow"
            onClick={() => onApply({ action: 'update', remove_tags: picked })}
          >
            {t('bulk.remove_tags')}
          </Button>
          <Button
            size="sm"
            variant="primary"
            disabled={picked.length === 0}
            className="grow"
            onClick={() => onApply({ action: 'update', add_tags: picked })}
          >
            {t('bulk.add_tags')}
          </Button>
        </div>
      </PopoverContent>
    </Popover>
  )
}
