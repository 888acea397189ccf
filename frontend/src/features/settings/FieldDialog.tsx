import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { send } from '@/api/http'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { Input, Labelled } from '@/components/ui/Input'
import { Notice } from '@/components/ui/Notice'
import { Select } from '@/components/ui/Select'
import { useSaving } from '@/components/useSaving'
import { useMeta, type Field } from '@/sync'
import { FieldOptions, optionsOf, toSave, type FieldOption } from './FieldOptions'

const KINDS = [
  'text',
  'long_text',
  'select',
  'multi_select',
  'number',
  'integer',
  'money',
  'date',
  'datetime',
  'boolean',
  'email',
  'phone',
  'url',
  'user',
  'link',
] as const
const LINKED = ['companies', 'contacts', 'deals']

interface FieldDialogProps {
  type: string
  /** null: a new one. */
  field: Field | null
  onClose: () => void
}

/** A custom field: its name, kind (which stays) and choices. */
export function FieldDialog({ type, field, onClose }: FieldDialogProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const meta = useMeta()
  const [label, setLabel] = useState(field?.label ?? '')
  const [kind, setKind] = useState<string>(field?.kind ?? 'text')
  const [ref, setRef] = useState(field?.ref ?? 'companies')
  const [options, setOptions] = useState<FieldOption[]>(() => optionsOf(field))
  const { pending, errors, save } = useSaving()
  const choice = kind === 'select' || kind === 'multi_select'
  const kept = toSave(options)
  const submit = () =>
    save(async () => {
      const chosen = choice ? { options: kept } : {}
      await (field
        ? send('PATCH', `/meta/${type}/fields/${field.id ?? ''}`, {
            body: { label: label.trim(), ...chosen },
          })
        : send('POST', `/meta/${type}/fields`, {
            body: { label: label.trim(), kind, ...chosen, ...(kind === 'link' ? { ref } : {}) },
          }))
      await queries.invalidateQueries({ queryKey: ['meta'] })
      onClose()
    })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(field ? 'settings.field_edit' : 'settings.field_new')}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            variant="primary"
            pending={pending}
            disabled={!label.trim() || (choice && kept.length === 0)}
            onClick={() => void submit()}
          >
            {t('common.save')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Labelled label={t('settings.field_label')} required error={errors['label']}>
          {(ties) => (
            <Input
              {...ties}
              autoFocus
              value={label}
              onChange={(event) => setLabel(event.target.value)}
            />
          )}
        </Labelled>
        <Labelled
          label={t('settings.field_kind')}
          hint={field ? t('settings.field_kind_text') : undefined}
          error={errors['kind']}
        >
          {(ties) => (
            <Select
              {...ties}
              value={kind}
              disabled={field !== null}
              options={KINDS.map((one) => ({ value: one, label: t(`settings.kind.${one}`) }))}
              onChange={setKind}
            />
          )}
        </Labelled>
        {kind === 'link' && !field && (
          <Labelled label={t('settings.field_ref')} error={errors['ref']}>
            {(ties) => (
              <Select
                {...ties}
                value={ref}
                options={LINKED.map((name) => ({
                  value: name,
                  label: meta?.types[name]?.label_plural ?? name,
                }))}
                onChange={setRef}
              />
            )}
          </Labelled>
        )}
        {choice && (
          <FieldOptions options={options} onChange={setOptions} error={errors['options']} />
        )}
        {errors['form'] && <Notice tone="danger">{errors['form']}</Notice>}
      </div>
    </Dialog>
  )
}
