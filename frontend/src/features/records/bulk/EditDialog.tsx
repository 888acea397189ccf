import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FieldInput } from '@/components/records/FieldInput'
import { editorOf, nameOf, patchOf } from '@/components/records/fields'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { Labelled } from '@/components/ui/Input'
import { Select } from '@/components/ui/Select'
import { useMeta } from '@/sync'
import type { BulkChange } from './useBulk'

interface EditDialogProps {
  type: string
  count: number
  onApply: (change: BulkChange) => void
  onClose: () => void
}

// A stage belongs to its pipeline: one without the other would be refused.
const NOT_ALONE = new Set(['pipeline_id', 'tags'])

/** One field of many records: which, and what it becomes (empty, too). */
export default function EditDialog({ type, count, onApply, onClose }: EditDialogProps) {
  const { t } = useTranslation()
  const fields = (useMeta()?.types[type]?.fields ?? []).filter(
    (field) => editorOf(field) !== 'none' && !NOT_ALONE.has(field.key),
  )
  const [name, setName] = useState('')
  const [value, setValue] = useState<unknown>(null)
  const field = fields.find((one) => nameOf(one) === name)
  const ready = field && (value !== null || !field.required)
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('bulk.edit_field')}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            variant="primary"
            disabled={!ready}
            onClick={() => field && onApply({ action: 'update', fields: patchOf(field, value) })}
          >
            {t('bulk.apply', { count, shown: count.toLocaleString() })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Labelled label={t('bulk.which')}>
          {(ties) => (
            <Select
              {...ties}
              value={name}
              onChange={(next) => {
                setName(next)
                setValue(
                  fields.find((one) => nameOf(one) === next)?.kind === 'boolean' ? false : null,
                )
              }}
              placeholder={t('field.pick')}
              options={fields.map((one) => ({ value: nameOf(one), label: one.label }))}
            />
          )}
        </Labelled>
        {field && <FieldInput key={name} field={field} value={value} onChange={setValue} />}
      </div>
    </Dialog>
  )
}
