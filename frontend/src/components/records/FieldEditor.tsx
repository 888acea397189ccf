import { ChosenEditor } from './ChosenEditor'
import { DateEditor } from './DateEditor'
import type { FieldEditorProps } from './fieldEditing'
import { editorOf } from './fields'
import { TypedEditor } from './TypedEditor'

/** Edits one field exactly over where its value stands; the parent must be positioned. */
export function FieldEditor(props: FieldEditorProps) {
  switch (editorOf(props.field)) {
    case 'typed':
      return <TypedEditor {...props} />
    case 'date':
      return <DateEditor {...props} />
    case 'chosen':
      return <ChosenEditor {...props} />
    default:
      return null
  }
}
