import { useState } from 'react'
import type { TableColumn } from '@/components/ui/tableColumns'
import type { CellStep } from '@/components/ui/useCellKeys'
import { FieldEditor } from '@/components/records/FieldEditor'
import { useUnsaved } from '@/components/records/fieldDraft'
import { editorOf, isClearable, isMany, readField, sameValue } from '@/components/records/fields'
import type { Field, Row } from '@/sync'

/** Saves a value over the version it was seen at, so that another's change meanwhile is not lost. */
export type Save = (row: Row, field: Field, value: unknown, version: number) => void

/** How a field's cells are edited and emptied; nothing where they can't be. */
export function cellEditing(field: Field, save: Save): Partial<TableColumn<Row>> {
  const by = editorOf(field)
  if (by === 'none') return {}
  const nothing = isMany(field) ? [] : null
  const clear = (row: Row) => {
    if (!sameValue(readField(row, field), nothing)) save(row, field, nothing, row.version)
  }
  return {
    editor: ({ row, seed, done }) =>
      by === 'switch' ? (
        <Flip
          onFlip={() => {
            save(row, field, readField(row, field) !== true, row.version)
            done()
          }}
        />
      ) : (
        <CellEditor {...{ row, field, seed, save, done }} />
      ),
    ...(isClearable(field) || isMany(field) ? { onClear: clear } : {}),
  }
}

interface CellEditorProps {
  row: Row
  field: Field
  seed: string | undefined
  save: Save
  done: (step?: CellStep) => void
}

function CellEditor({ row, field, seed, save, done }: CellEditorProps) {
  // What was seen when the edit began: others may change the row while one types.
  const unsaved = useUnsaved()
  const [begun] = useState(() => ({
    value: readField(row, field),
    version: unsaved.since(row, field),
  }))
  return (
    <FieldEditor
      field={field}
      value={begun.value}
      row={row}
      seed={seed}
      onCommit={(value, step) => {
        if (!sameValue(value, begun.value)) save(row, field, value, begun.version)
        done(step)
      }}
      onCancel={() => done()}
    />
  )
}

/** A yes-or-no has nothing to type: opening its cell turns it over. */
function Flip({ onFlip }: { onFlip: () => void }) {
  return <span ref={(element) => void (element && queueMicrotask(onFlip))} />
}
