import { useTranslation } from 'react-i18next'
import { InlineEdit } from '@/components/ui/InlineEdit'
import { FieldEditor } from '@/components/records/FieldEditor'
import { titleOf } from '@/components/records/titles'
import { topicOf, useChanges, usePresence, type Row, type TypeMeta } from '@/sync'

interface RecordTitleProps {
  type: string
  row: Row
  about: TypeMeta
  readOnly: boolean
}

/** What the record is called, large; edited in place like any field. */
export function RecordTitle({ type, row, about, readOnly }: RecordTitleProps) {
  const { t } = useTranslation()
  const { update } = useChanges()
  const { publish } = usePresence(topicOf(type, row.id))
  const key = about.title ?? 'name'
  const field = about.fields.find((one) => one.key === key && !one.custom)
  if (!field) return null
  return (
    <InlineEdit
      label={t('field.edit', { label: field.label })}
      disabled={readOnly}
      onEditing={(editing) => publish({ field: editing ? key : null })}
      className="-ml-2.5"
      display={
        <span className="text-xl leading-tight font-semibold tracking-[-0.015em] text-balance">
          {titleOf(row, about)}
        </span>
      }
    >
      {({ done, seed }) => (
        <div className="relative h-10 text-xl font-semibold">
          <FieldEditor
            field={field}
            value={row[key]}
            row={row}
            seed={seed}
            onCommit={(value) => {
              if (value !== row[key]) update(type, row.id, { [key]: value })
              done()
            }}
            onCancel={done}
          />
        </div>
      )}
    </InlineEdit>
  )
}
