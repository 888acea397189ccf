import { useQueryClient } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/errors'
import { send } from '@/api/http'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { IconButton } from '@/components/ui/IconButton'
import { Input, Labelled } from '@/components/ui/Input'
import { Notice } from '@/components/ui/Notice'
import { Select } from '@/components/ui/Select'
import { COLORS } from '@/components/records/colors'
import { useMeta, type Field } from '@/sync'
import { ColorPicker } from './ColorPicker'

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

interface Option {
  value: string
  label?: string | null
  color?: string | null
}

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
  const [options, setOptions] = useState<Option[]>(() => optionsOf(field))
  const [pending, setPending] = useState(false)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const choice = kind === 'select' || kind === 'multi_select'
  const kept = options.filter((option) => option.value.trim() !== '')
  const save = async () => {
    setPending(true)
    setErrors({})
    const chosen = choice ? { options: kept } : {}
    try {
      await (field
        ? send('PATCH', `/meta/${type}/fields/${field.id ?? ''}`, {
            body: { label: label.trim(), ...chosen },
          })
        : send('POST', `/meta/${type}/fields`, {
            body: { label: label.trim(), kind, ...chosen, ...(kind === 'link' ? { ref } : {}) },
          }))
      await queries.invalidateQueries({ queryKey: ['meta'] })
      onClose()
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : {}
      setErrors(
        Object.keys(fields).length > 0
          ? fields
          : { form: error instanceof Error ? error.message : String(error) },
      )
    } finally {
      setPending(false)
    }
  }
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
            onClick={() => void save()}
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
        {choice && <Options options={options} onChange={setOptions} error={errors['options']} />}
        {errors['form'] && <Notice tone="danger">{errors['form']}</Notice>}
      </div>
    </Dialog>
  )
}

interface OptionsProps {
  options: readonly Option[]
  onChange: (options: Option[]) => void
  error: string | undefined
}

function Options({ options, onChange, error }: OptionsProps) {
  const { t } = useTranslation()
  const set = (index: number, change: Partial<Option>) =>
    onChange(options.map((option, at) => (at === index ? { ...option, ...change } : option)))
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{t('settings.options')}</legend>
      <ul className="flex flex-col gap-1.5">
        {options.map((option, index) => (
          <li key={index} className="flex items-center gap-1.5">
            <ColorPicker
              label={t('settings.color_of', { name: option.value })}
              value={option.color ?? ''}
              onChange={(color) => set(index, { color })}
            />
            <Input
              aria-label={t('settings.option', { place: index + 1 })}
              value={option.value}
              onChange={(event) => set(index, { value: event.target.value })}
            />
            <IconButton
              size="sm"
              label={t('settings.option_remove')}
              icon={<X />}
              onClick={() => onChange(options.filter((_, at) => at !== index))}
            />
          </li>
        ))}
      </ul>
      {error && <p className="mt-1 text-sm text-danger-text">{error}</p>}
      <Button
        size="sm"
        variant="ghost"
        className="mt-1.5"
        onClick={() => onChange([...options, { value: '', color: colorAt(options.length) }])}
      >
        <Plus />
        {t('settings.option_add')}
      </Button>
    </fieldset>
  )
}

const colorAt = (index: number): string => COLORS[(index + 1) % COLORS.length] ?? 'slate'

function optionsOf(field: Field | null): Option[] {
  const options = (field?.options ?? []).map((option) =>
    typeof option === 'string' ? { value: option } : { ...option },
  )
  return options.length > 0 ? options : [{ value: '', color: colorAt(0) }]
}
