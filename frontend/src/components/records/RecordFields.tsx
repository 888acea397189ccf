import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Badge } from '@/components/ui/Badge'
import { FieldRow } from '@/components/ui/FieldRow'
import { InlineEdit } from '@/components/ui/InlineEdit'
import { Switch } from '@/components/ui/Switch'
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
import { useUnsaved } from './fieldDraft'
import { editorOf, nameOf, patchOf, readField, sameValue } from './fields'
import { FieldValue } from './FieldValue'
import { OpenLinked } from './OpenLinked'

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
  const unsaved = useUnsaved()
  const other = presence.others.find((member) => member.state?.field === name)
  // What one saw when one began to type: the change is made on that, whatever came in meanwhile.
  const [begun, setBegun] = useState<{ value: unknown; version: number } | null>(null)
  const save = (next: unknown) => {
    if (!sameValue(next, begun ? begun.value : value))
      update(type, row.id, patchOf(field, next), begun?.version)
  }
  const isUnsaved = unsaved.at(row, field)
  const shown = isShown(value) && <FieldValue field={field} value={value} row={row} whole />
  const overtaken = begun !== null && !sameValue(begun.value, value)
  return (
    <FieldRow
      label={field.label}
      place={name}
      locked={field.locked ? t('field.locked') : undefined}
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
        <div className="group/field relative">
          <InlineEdit
            label={t('field.edit', { label: field.label })}
            display={isUnsaved ? <Unsaved>{shown}</Unsaved> : shown}
            placeholder={t('common.empty')}
            disabled={readOnly || editorOf(field) === 'none'}
            onEditing={(editing) => {
              presence.publish({ field: editing ? name : null })
              setBegun(editing ? { value, version: unsaved.since(row, field) } : null)
            }}
          >
            {({ done, seed }) => (
              // Lines are edited where they stand, and move what is below them; the rest is of one height.
              <div className="relative min-h-8 [&>textarea]:static [&>textarea]:block">
                {overtaken && (
                  <Overtaken field={field} value={value} row={row} by={flash?.actor.name} />
                )}
                <FieldEditor
                  field={field}
                  value={begun ? begun.value : value}
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
          {field.kind === 'link' && typeof value === 'string' && !begun && (
            <OpenLinked type={field.ref ?? ''} id={value} />
          )}
        </div>
      )}
    </FieldRow>
  )
}

/** What is saved, marked: something else was typed here and not entered. */
function Unsaved({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <span className="flex w-full min-w-0 items-start gap-2">
      <span className="min-w-0 grow">{children}</span>
      <Badge tone="warn">{t('field.unsaved')}</Badge>
    </span>
  )
}

/** While one types: what the field has become. Saving asks which of the two stays. */
function Overtaken({
  field,
  value,
  row,
  by,
}: {
  field: Field
  value: unknown
  row: Row
  by: string | undefined
}) {
  const { t } = useTranslation()
  return (
    <p
      role="status"
      className="floating pointer-events-none absolute top-full left-0 z-20 mt-1 flex w-max max-w-[320px] items-center gap-1.5 px-2 py-1 text-sm text-muted"
    >
      <span className="shrink-0">
        {by ? t('panel.overtaken_by', { name: by }) : t('panel.overtaken')}
      </span>
      <span className="min-w-0 truncate font-medium text-text">
        {isShown(value) ? <FieldValue field={field} value={value} row={row} /> : t('common.empty')}
      </span>
    </p>
  )
}

const isShown = (value: unknown) =>
  value !== null &&
  value !== undefined &&
  value !== '' &&
  !(Array.isArray(value) && value.length === 0)
