import type { AnyExtension } from '@tiptap/core'
import { TaskItem, TaskList } from '@tiptap/extension-list'
import { Mention } from '@tiptap/extension-mention'
import { TableKit } from '@tiptap/extension-table'
import { StarterKit } from '@tiptap/starter-kit'
import i18next from 'i18next'
import { NoteImage } from './NoteImage'
import { TableKeys } from './tables'

/** Whether a person or a team is, or includes, who reads. */
export type IsMine = (id: string | null) => boolean

/** A mention as it stands in the text: "@Ana Lima", in a warmer tone if it is the reader, or their team. */
export function mentionFor(isMine: IsMine) {
  return Mention.extend({
    renderHTML({ node }) {
      const { id, label } = node.attrs as { id: string | null; label: string | null }
      return [
        'span',
        {
          'data-type': 'mention',
          'data-id': id ?? '',
          'data-label': label ?? '',
          class: isMine(id) ? 'note-mention note-mention-me' : 'note-mention',
        },
        `@${label ?? ''}`,
      ]
    },
  })
}

/** What a note's text may consist of, the same for writing, reading and comparing. */
export function noteSchema(isMine: IsMine): AnyExtension[] {
  return [
    StarterKit.configure({
      undoRedo: false, // Yjs undoes only what one did oneself
      heading: { levels: [1, 2, 3] },
      // Linkify knows http, https and mailto by itself; to name them again makes it warn.
      link: { openOnClick: false, autolink: true, defaultProtocol: 'https' },
    }),
    TaskList,
    TaskItem.configure({
      nested: true,
      a11y: { checkboxLabel: (item) => i18next.t('notes.task', { text: item.textContent }) },
    }),
    TableKit.configure({ table: { resizable: false } }),
    TableKeys,
    NoteImage,
    mentionFor(isMine),
  ]
}
