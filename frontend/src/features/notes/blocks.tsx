import type { ChainedCommands, Editor } from '@tiptap/core'
import i18next from 'i18next'
import {
  AtSign,
  CodeXml,
  Heading1,
  Heading2,
  Heading3,
  Image,
  List,
  ListChecks,
  ListOrdered,
  Minus,
  Pilcrow,
  Quote,
  Table,
  type LucideIcon,
} from 'lucide-react'
import { IMAGE_TYPES, insertImages } from './images'

type BlockName =
  | 'text'
  | 'heading1'
  | 'heading2'
  | 'heading3'
  | 'bullet'
  | 'ordered'
  | 'tasks'
  | 'quote'
  | 'code'
  | 'table'
  | 'image'
  | 'mention'
  | 'rule'

export interface Block {
  name: BlockName
  icon: LucideIcon
  /** What one types for it without a menu. */
  typed?: string
  /** Other words it is looked for by. */
  words?: string
  run: (chain: ChainedCommands, editor: Editor) => void
}

const table = { rows: 3, cols: 3, withHeaderRow: true }

/** What a line can become or be followed by, for the slash menu and the bar. */
export const BLOCKS: readonly Block[] = [
  { name: 'text', icon: Pilcrow, words: 'paragraph plain', run: (c) => c.setParagraph().run() },
  {
    name: 'heading1',
    icon: Heading1,
    typed: '#',
    words: 'title h1',
    run: (c) => c.setHeading({ level: 1 }).run(),
  },
  {
    name: 'heading2',
    icon: Heading2,
    typed: '##',
    words: 'h2',
    run: (c) => c.setHeading({ level: 2 }).run(),
  },
  {
    name: 'heading3',
    icon: Heading3,
    typed: '###',
    words: 'h3',
    run: (c) => c.setHeading({ level: 3 }).run(),
  },
  {
    name: 'bullet',
    icon: List,
    typed: '-',
    words: 'bullet ul',
    run: (c) => c.toggleBulletList().run(),
  },
  {
    name: 'ordered',
    icon: ListOrdered,
    typed: '1.',
    words: 'ol',
    run: (c) => c.toggleOrderedList().run(),
  },
  {
    name: 'tasks',
    icon: ListChecks,
    typed: '[]',
    words: 'todo task check',
    run: (c) => c.toggleTaskList().run(),
  },
  {
    name: 'quote',
    icon: Quote,
    typed: '>',
    words: 'blockquote',
    run: (c) => c.toggleBlockquote().run(),
  },
  {
    name: 'code',
    icon: CodeXml,
    typed: '```',
    words: 'pre',
    run: (c) => c.toggleCodeBlock().run(),
  },
  { name: 'table', icon: Table, words: 'grid', run: (c) => c.insertTable(table).run() },
  {
    name: 'image',
    icon: Image,
    words: 'picture photo file upload',
    run: (c, editor) => {
      c.run()
      pickImages(editor)
    },
  },
  {
    name: 'mention',
    icon: AtSign,
    typed: '@',
    words: 'person notify',
    run: (c) => c.insertContent('@').run(),
  },
  {
    name: 'rule',
    icon: Minus,
    typed: '---',
    words: 'hr line',
    run: (c) => c.setHorizontalRule().run(),
  },
]

/** The blocks that are called or looked for like this. */
export function blocksFor(query: string): readonly Block[] {
  const wanted = query.trim().toLowerCase()
  const words = ({ name, words: more = '' }: Block) =>
    `${i18next.t(`notes.choose.${name}`)} ${name} ${more}`.toLowerCase().split(' ')
  return BLOCKS.filter((block) => !wanted || words(block).some((word) => word.startsWith(wanted)))
}

/** Ask for image files. */
export function pickImages(editor: Editor): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  input.accept = IMAGE_TYPES
  input.hidden = true
  input.onchange = () => insertImages(editor, [...(input.files ?? [])])
  // In the page while it is open: a browser may forget an input that is nowhere.
  editor.view.dom.parentElement?.append(input)
  input.click()
  window.addEventListener('focus', () => setTimeout(() => input.remove(), 1_000), { once: true })
}
