import type { AnyExtension, JSONContent } from '@tiptap/core'
import { MarkdownManager } from '@tiptap/markdown'

/** What Markdown says, as blocks of the editor; loaded with its parser when somebody pastes some. */
export function blocksOf(markdown: string, extensions: AnyExtension[]): JSONContent[] {
  const { content = [] } = new MarkdownManager({ extensions }).parse(markdown)
  return content
}
