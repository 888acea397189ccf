import { useTranslation } from 'react-i18next'
import { FieldRow } from '@/components/ui/FieldRow'
import { InlineEdit } from '@/components/ui/InlineEdit'
import { Switch } from '@/components/ui/Checkbox'
import {
  topicOf,
  useChanges,
  useFlash,
  usePresence,
  type Field,
  type PresenceResult,
  type Row,
} from '@/sync'
import { FieldEditor } from './FieldEditor'
import { editorOf, nameOf, patchOf, readField, sameValue } from './fields'
import { FieldValue } from './FieldValue'

interface RecordFieldsProps {
  type: string
  row: Row
  fields: readonly Field[]
  /** Shown, but not to be changed. */
  readOnly?: boolean
  className?: string
}

/** A record's fields, each edited in place; others' carets and changes show where they happen. */
export function RecordFields({ type, row, fields, readOnly, className }: RecordFieldsProps) {
  const presence = usePresence(topicOf(type, row.id))
  return (
    <div className={className}>
      {fields.map((field) => (
        <OneField
          key={nameOf(field)}
          {...{ type, row, field, presence }}
          readOnly={readOnly ?? false}
        />
      ))}
    </div>
  )
}

interface OneFieldProps {
  type: string
  row: Row
  field: Field
  presence: PresenceResult
  readOnly: boolean
}

function OneField({ type, row, field, presence, readOnly }: OneFieldProps) {
  const { t } = useTranslation()
  const { update } = useChanges()
  const flash = useFlash(type, row.id)
  const name = nameOf(field)
  const value = readField(row, field)
  const other = presence.others.find((member) => member.state?.field === name)
  const save = (next: unknown) => {
    if (!sameValue(next, value)) update(type, row.id, patchOf(field, next))
  }
  return (
    <FieldRow
      label={field.label}
      editing={
        other && {
          person: { id: other.user_id, name: other.name },
          text: t('field.editing', { name: other.name }),
        }
      }
      flash={flash?.fields.includes(name) ? { person: flash.actor, at: flash.at } : undefined}
    >
      {editorOf(field) === 'switch' ? (
        <div className="flex min-h-8 items-center px-2.5">
          <Switch
            checked={value === true}
            disabled={readOnly}
            aria-label={field.label}
            onCheckedChange={save}
          />
        </div>
      ) : (
        <InlineEdit
          label={t('field.edit', { label: field.label })}
          display={isShown(value) && <FieldValue field={field} value={value} row={row} />}
          placeholder={t('common.empty')}
          disabled={readOnly || editorOf(field) === 'none'}
          onEditing={(editing) => presence.publish({ field: editing ? name : null })}
        >
          {({ done, seed }) => (
            <div className="relative h-8">
              <FieldEditor
                field={field}
                value={value}
                row={row}
                seed={seed}
                onCommit={(next) => {
                  save(next)
                  done()
                }}
                onCancel={done}
              />
            </div>
          )}
        </InlineEdit>
      )}
    </FieldRow>
  )
}

const isShown = (value: unknown) =>
  value !== null &&
  value !== undefined &&
  value !== '' &&
  !(Array.isArray(value) && value.length === 0)
