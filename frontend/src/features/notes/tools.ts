import type { ChainedCommands } from '@tiptap/core'
import {
  Bold,
  Code,
  Heading2,
  Italic,
  List,
  ListChecks,
  ListOrdered,
  Strikethrough,
  type LucideIcon,
} from 'lucide-react'

type NoteText =
  | 'note.heading'
  | 'note.bold'
  | 'note.italic'
  | 'note.strike'
  | 'notes.code'
  | 'note.bullet'
  | 'note.ordered'
  | 'note.tasks'

/** What the words at the caret may be. */
export type Mark =
  'bold' | 'italic' | 'strike' | 'code' | 'heading' | 'bullet' | 'ordered' | 'tasks'

/** The buttons of a note's bar, by what they make of the words at the caret. */
export const TOOLS: readonly {
  mark: Mark
  label: NoteText
  icon: LucideIcon
  keys?: string
  /** What a line can become by the + menu, too. */
  inMenu?: boolean
  run: (chain: ChainedCommands) => void
}[] = [
  {
    mark: 'heading',
    label: 'note.heading',
    icon: Heading2,
    keys: 'mod+alt+2',
    inMenu: true,
    run: (c) => c.toggleHeading({ level: 2 }).run(),
  },
  { mark: 'bold', label: 'note.bold', icon: Bold, keys: 'mod+b', run: (c) => c.toggleBold().run() },
  {
    mark: 'italic',
    label: 'note.italic',
    icon: Italic,
    keys: 'mod+i',
    run: (c) => c.toggleItalic().run(),
  },
  {
    mark: 'strike',
    label: 'note.strike',
    icon: Strikethrough,
    keys: 'mod+shift+s',
    run: (c) => c.toggleStrike().run(),
  },
  {
    mark: 'code',
    label: 'notes.code',
    icon: Code,
    keys: 'mod+e',
    run: (c) => c.toggleCode().run(),
  },
  {
    mark: 'bullet',
    label: 'note.bullet',
    icon: List,
    keys: 'mod+shift+8',
    inMenu: true,
    run: (c) => c.toggleBulletList().run(),
  },
  {
    mark: 'ordered',
    label: 'note.ordered',
    icon: ListOrdered,
    keys: 'mod+shift+7',
    inMenu: true,
    run: (c) => c.toggleOrderedList().run(),
  },
  {
    mark: 'tasks',
    label: 'note.tasks',
    icon: ListChecks,
    keys: 'mod+shift+9',
    run: (c) => c.toggleTaskList().run(),
  },
]
