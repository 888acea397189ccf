import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import {
  Bold,
  Check,
  CloudOff,
  Heading2,
  Italic,
  Link2,
  List,
  ListChecks,
  ListOrdered,
  LoaderCircle,
  Quote,
  Strikethrough,
  type LucideIcon,
} from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Awareness } from 'y-protocols/awareness'
import { AvatarStack } from '@/components/ui/Avatar'
import { cn } from '@/components/ui/cn'
import { Tooltip } from '@/components/ui/Tooltip'
import { LinkButton } from './LinkButton'
import type { NoteStatus } from './NoteLine'
import { useWriters } from './useWriters'

interface NoteBarProps {
  editor: Editor
  awareness: Awareness
  status: NoteStatus
  readOnly: boolean
}

type Mark = 'bold' | 'italic' | 'strike' | 'heading' | 'bullet' | 'ordered' | 'tasks' | 'quote'

const TOOLS: readonly {
  mark: Mark
  icon: LucideIcon
  keys?: string
  run: (editor: Editor) => void
}[] = [
  {
    mark: 'heading',
    icon: Heading2,
    run: (editor) => editor.chain().focus().toggleHeading({ level: 2 }).run(),
  },
  {
    mark: 'bold',
    icon: Bold,
    keys: 'mod+b',
    run: (editor) => editor.chain().focus().toggleBold().run(),
  },
  {
    mark: 'italic',
    icon: Italic,
    keys: 'mod+i',
    run: (editor) => editor.chain().focus().toggleItalic().run(),
  },
  {
    mark: 'strike',
    icon: Strikethrough,
    run: (editor) => editor.chain().focus().toggleStrike().run(),
  },
  { mark: 'bullet', icon: List, run: (editor) => editor.chain().focus().toggleBulletList().run() },
  {
    mark: 'ordered',
    icon: ListOrdered,
    run: (editor) => editor.chain().focus().toggleOrderedList().run(),
  },
  {
    mark: 'tasks',
    icon: ListChecks,
    run: (editor) => editor.chain().focus().toggleTaskList().run(),
  },
  { mark: 'quote', icon: Quote, run: (editor) => editor.chain().focus().toggleBlockquote().run() },
]

/** What can be done to the text, who writes in it, and whether it is saved. */
export function NoteBar({ editor, awareness, status, readOnly }: NoteBarProps) {
  const { t } = useTranslation()
  const writers = useWriters(awareness)
  const active = useEditorState({
    editor,
    selector: ({ editor: one }): Record<Mark, boolean> & { link: boolean } => ({
      bold: one.isActive('bold'),
      italic: one.isActive('italic'),
      strike: one.isActive('strike'),
      heading: one.isActive('heading'),
      bullet: one.isActive('bulletList'),
      ordered: one.isActive('orderedList'),
      tasks: one.isActive('taskList'),
      quote: one.isActive('blockquote'),
      link: one.isActive('link'),
    }),
  })
  return (
    <div className="flex h-9 items-center gap-px border-b pr-2 pl-1">
      {!readOnly && (
        <div
          role="toolbar"
          aria-label={t('note.format')}
          className="flex min-w-0 items-center gap-px overflow-x-auto [scrollbar-width:none]"
        >
          {TOOLS.map(({ mark, icon: Icon, keys, run }) => (
            <Tooltip key={mark} label={t(`note.${mark}`)} {...(keys ? { keys } : {})}>
              <button
                type="button"
                aria-label={t(`note.${mark}`)}
                aria-pressed={active[mark]}
                onMouseDown={(event) => event.preventDefault()} // the text keeps the selection
                onClick={() => run(editor)}
                className={cn(toolLook, active[mark] && 'bg-press text-text')}
              >
                <Icon aria-hidden />
              </button>
            </Tooltip>
          ))}
          <LinkButton
            editor={editor}
            active={active.link}
            className={toolLook}
            icon={<Link2 aria-hidden />}
          />
        </div>
      )}
      <span className="grow" />
      {writers.length > 0 && (
        <AvatarStack
          people={writers}
          size={19}
          max={3}
          more={(count) => t('common.more_people', { count })}
        />
      )}
      <Saved status={status} />
    </div>
  )
}

const toolLook =
  'inline-flex size-7 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text [&_svg]:size-4'

function Saved({ status }: { status: NoteStatus }) {
  const { t } = useTranslation()
  if (status === 'opening') return null
  const Icon = status === 'saved' ? Check : status === 'saving' ? LoaderCircle : CloudOff
  return (
    <Tooltip label={t(`note.status.${status}`)}>
      <span
        role="status"
        aria-label={t(`note.status.${status}`)}
        className={cn(
          'ml-1.5 inline-flex size-6 shrink-0 items-center justify-center [&_svg]:size-3.5',
          status === 'saved' || status === 'saving' ? 'text-faint' : 'text-warn-text',
        )}
      >
        <Icon aria-hidden className={cn(status === 'saving' && 'animate-spin')} />
      </span>
    </Tooltip>
  )
}
