import { Extension, type Editor } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'

// Signs at the start of a line, links and strong words, and code: what plain text has none of.
const BLOCK = /^ {0,3}(#{1,6} \S|([-*+]|\d{1,9}[.)]) +\S|> ?\S|```|\|.+\|\s*$)/m
const INLINE = /\[[^\]\n]+\]\(\S+\)|\*\*\S[^*\n]*\*\*|__\S[^_\n]*__|`[^`\n]+`|~~\S[^~\n]*~~/

/** Whether plain text looks as if it were written in Markdown. */
export const looksLikeMarkdown = (text: string): boolean => BLOCK.test(text) || INLINE.test(text)

/** Markdown that is pasted becomes what it says; with Shift it stays the text it is. */
export const MarkdownPaste = Extension.create({
  name: 'markdownPaste',
  addProseMirrorPlugins() {
    const { editor } = this
    let shift = false
    return [
      new Plugin({
        key: new PluginKey('markdownPaste'),
        props: {
          handleKeyDown: (_, event) => {
            shift = event.shiftKey
            return false
          },
          handlePaste: ({ state }, event) => {
            const from = event.clipboardData
            const text = from?.getData('text/plain') ?? ''
            // Other editors bring HTML along, which says it better.
            const plain = !from?.getData('text/html') && from?.files.length === 0
            const inCode = state.selection.$from.parent.type.spec.code
            if (shift || !plain || inCode || !editor.isEditable || !looksLikeMarkdown(text))
              return false
            void insert(editor, text)
            return true
          },
        },
      }),
    ]
  },
})

async function insert(editor: Editor, text: string): Promise<void> {
  // Without a network its parser may not be here: then the words come as they are.
  const parser = await import('./markdownText').catch(() => null)
  if (editor.isDestroyed || !editor.isEditable) return
  const blocks = parser?.blocksOf(text, editor.options.extensions)
  if (!blocks?.length) return void editor.view.pasteText(text)
  const only =
    blocks.length === 1 && blocks[0]?.type === 'paragraph' ? blocks[0].content : undefined
  editor.commands.insertContent(only ?? blocks)
}
