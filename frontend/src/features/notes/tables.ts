import { Extension, type Editor } from '@tiptap/core'

export type TableAct =
  | 'row_above'
  | 'row_below'
  | 'column_before'
  | 'column_after'
  | 'header'
  | 'delete_row'
  | 'delete_column'
  | 'delete'

interface TableTool {
  act: TableAct
  keys?: string
  danger?: boolean
  run: (editor: Editor) => boolean
}

/** What can be done to the table the caret is in, in the order of its menu. */
export const TABLE_TOOLS: readonly TableTool[] = [
  {
    act: 'row_above',
    keys: 'mod+alt+↑',
    run: (editor) => editor.chain().focus().addRowBefore().run(),
  },
  {
    act: 'row_below',
    keys: 'mod+alt+↓',
    run: (editor) => editor.chain().focus().addRowAfter().run(),
  },
  {
    act: 'column_before',
    keys: 'mod+alt+←',
    run: (editor) => editor.chain().focus().addColumnBefore().run(),
  },
  {
    act: 'column_after',
    keys: 'mod+alt+→',
    run: (editor) => editor.chain().focus().addColumnAfter().run(),
  },
  { act: 'header', run: (editor) => editor.chain().focus().toggleHeaderRow().run() },
  {
    act: 'delete_row',
    keys: 'mod+alt+⌫',
    run: (editor) => editor.chain().focus().deleteRow().run(),
  },
  { act: 'delete_column', run: (editor) => editor.chain().focus().deleteColumn().run() },
  { act: 'delete', danger: true, run: (editor) => editor.chain().focus().deleteTable().run() },
]

const SHORTCUTS: Record<string, TableAct> = {
  'Mod-Alt-ArrowUp': 'row_above',
  'Mod-Alt-ArrowDown': 'row_below',
  'Mod-Alt-ArrowLeft': 'column_before',
  'Mod-Alt-ArrowRight': 'column_after',
  'Mod-Alt-Backspace': 'delete_row',
}

/** Rows and columns by keyboard, while the caret is in a table. */
export const TableKeys = Extension.create({
  name: 'tableKeys',
  addKeyboardShortcuts() {
    return Object.fromEntries(
      Object.entries(SHORTCUTS).map(([keys, act]) => [
        keys,
        () =>
          this.editor.isActive('table') &&
          (TABLE_TOOLS.find((tool) => tool.act === act)?.run(this.editor) ?? false),
      ]),
    )
  },
})
