import { useQueryClient } from '@tanstack/react-query'
import { Plus, SlidersHorizontal, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { send } from '@/api/http'
import { Badge } from '@/components/ui/Badge'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { IconButton } from '@/components/ui/IconButton'
import { Notice } from '@/components/ui/Notice'
import { EmptyState, Skeleton } from '@/components/ui/States'
import { Tab, TabList, TabPanel, Tabs } from '@/components/ui/Tabs'
import { useMay, useMeta, type Field, type TypeMeta } from '@/sync'
import { failed } from './failed'
import { FieldDialog } from './FieldDialog'
import { Section } from './Section'

const TYPES = ['companies', 'contacts', 'deals'] as const

/** The fields an organisation has added to each type of record. */
export function Fields() {
  const { t } = useTranslation()
  const meta = useMeta()
  const may = useMay('fields', 'update')
  const types = TYPES.flatMap((name) => {
    const about = meta?.types[name]
    return about ? [{ name, about }] : []
  })
  return (
    <Section title={t('settings.fields')} text={t('settings.fields_text')}>
      {!may && <Notice tone="plain">{t('settings.admins_only')}</Notice>}
      {!meta && <Skeleton className="h-40 w-full" />}
      {types.length > 0 && (
        <Tabs defaultValue="companies">
          <TabList>
            {types.map(({ name, about }) => (
              <Tab key={name} value={name} count={about.fields.filter((f) => f.custom).length}>
                {about.label_plural}
              </Tab>
            ))}
          </TabList>
          {types.map(({ name, about }) => (
            <TabPanel key={name} value={name} className="pt-3">
              <FieldList type={name} about={about} may={may} />
            </TabPanel>
          ))}
        </Tabs>
      )}
    </Section>
  )
}

interface FieldListProps {
  type: string
  about: TypeMeta
  may: boolean
}

function FieldList({ type, about, may }: FieldListProps) {
  const { t } = useTranslation()
  const [editing, setEditing] = useState<Field | 'new' | null>(null)
  const [removing, setRemoving] = useState<Field | null>(null)
  const own = about.fields.filter((field) => field.custom)
  const given = about.fields.filter((field) => !field.custom && field.writable)
  const add = may && (
    <Button size="sm" variant="primary" onClick={() => setEditing('new')}>
      <Plus />
      {t('settings.field_new')}
    </Button>
  )
  return (
    <div className="flex flex-col items-start gap-3">
      {own.length === 0 ? (
        <EmptyState
          className="w-full rounded-lg border"
          icon={<SlidersHorizontal />}
          title={t('settings.fields_none')}
          text={t('settings.fields_none_text')}
          action={add}
        />
      ) : (
        <>
          <ul className="w-full rounded-lg border">
            {own.map((field) => (
              <li
                key={field.key}
                className="flex min-h-11 items-center gap-3 border-b px-3 py-1.5 last:border-b-0"
              >
                <span className="min-w-0 grow truncate font-medium">{field.label}</span>
                <Badge>{t(`settings.kind.${field.kind as 'text'}`)}</Badge>
                <code className="w-40 truncate text-sm text-muted max-sm:hidden">
                  custom.{field.key}
                </code>
                {may && (
                  <>
                    <Button size="sm" variant="ghost" onClick={() => setEditing(field)}>
                      {t('settings.edit')}
                    </Button>
                    <IconButton
                      size="sm"
                      label={t('settings.field_delete', { label: field.label })}
                      icon={<Trash2 />}
                      onClick={() => setRemoving(field)}
                    />
                  </>
                )}
              </li>
            ))}
          </ul>
          {add}
        </>
      )}
      <p className="text-muted">
        {t('settings.fields_given', { fields: given.map((field) => field.label).join(', ') })}
      </p>
      {editing && (
        <FieldDialog
          type={type}
          field={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
      {removing && <RemoveDialog type={type} field={removing} onClose={() => setRemoving(null)} />}
    </div>
  )
}

interface RemoveDialogProps {
  type: string
  field: Field
  onClose: () => void
}

function RemoveDialog({ type, field, onClose }: RemoveDialogProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const remove = () => {
    onClose()
    send('DELETE', `/meta/${type}/fields/${field.id ?? ''}`)
      .then(() => queries.invalidateQueries({ queryKey: ['meta'] }))
      .catch(failed(t('error.title')))
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('settings.field_delete', { label: field.label })}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="danger" onClick={remove}>
            {t('common.delete')}
          </Button>
        </>
      }
    >
      <p className="text-pretty text-muted">{t('settings.field_delete_text')}</p>
    </Dialog>
  )
}
