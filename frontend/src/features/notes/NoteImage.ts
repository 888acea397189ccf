import { mergeAttributes, Node } from '@tiptap/core'
import { ReactNodeViewRenderer } from '@tiptap/react'
import { ImageView } from './ImageView'
import { WIDTHS } from './widths'

/**
 * An image of the note: a file attached to its record, named by id.
 *
 * Its address is not in the text: it is signed for a quarter of an hour, and asked for when it is shown.
 */
export const NoteImage = Node.create({
  name: 'image',
  group: 'block',
  draggable: true,
  addAttributes() {
    return {
      fileId: {
        default: null,
        parseHTML: (element) => element.getAttribute('data-file-id'),
        renderHTML: ({ fileId }) => ({ 'data-file-id': fileId as string }),
      },
      alt: { default: '' },
      width: {
        default: WIDTHS.wide,
        parseHTML: (element) => Number(element.getAttribute('data-width')) || WIDTHS.wide,
        renderHTML: ({ width }) => ({ 'data-width': String(width) }),
      },
    }
  },
  parseHTML: () => [{ tag: 'img[data-file-id]' }],
  renderHTML: ({ HTMLAttributes }) => ['img', mergeAttributes(HTMLAttributes)],
  addNodeView: () => ReactNodeViewRenderer(ImageView),
})
