import { Extension } from '@tiptap/core'
import { PluginKey } from '@tiptap/pm/state'
import { Suggestion } from '@tiptap/suggestion'
import i18next from 'i18next'
import { blocksFor, type Block } from './blocks'
import { listAtCaret } from './suggesting'
import type { Choice } from './SuggestionList'

interface BlockChoice extends Choice {
  block: Block
}

/** `/` offers what the line can become. */
export const SlashMenu = Extension.create({
  name: 'slashMenu',
  addProseMirrorPlugins() {
    return [
      Suggestion<BlockChoice, BlockChoice>({
        editor: this.editor,
        pluginKey: new PluginKey('slashMenu'),
        char: '/',
        allow: ({ state, range }) =>
          !state.doc.resolve(range.from).parent.type.spec.code && this.editor.isEditable,
        items: ({ query }) => blocksFor(query).map(choiceOf),
        command: ({ editor, range, props: { block } }) =>
          block.run(editor.chain().focus().deleteRange(range), editor),
        render: listAtCaret(() => ({
          label: i18next.t('notes.insert'),
          nothing: i18next.t('notes.nothing'),
        })),
      }),
    ]
  },
})

function choiceOf(block: Block): BlockChoice {
  const Icon = block.icon
  return {
    id: block.name,
    label: i18next.t(`notes.choose.${block.name}`),
    icon: <Icon aria-hidden />,
    block,
    ...(block.typed ? { detail: block.typed } : {}),
  }
}
