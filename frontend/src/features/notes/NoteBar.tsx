import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { Check, CloudOff, Link2, LoaderCircle, Plus, Table } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Awareness } from 'y-protocols/awareness'
import { AvatarStack } from '@/components/ui/Avatar'
import { cn } from '@/components/ui/cn'
import { Dropdown } from '@/components/ui/Menu'
import { Tooltip } from '@/components/ui/Tooltip'
import { BLOCKS } from './blocks'
import { LinkButton } from './LinkButton'
import { NoteMenu } from './NoteMenu'
import type { NoteStatus } from './NoteLine'
import { TABLE_TOOLS } from './tables'
import { TOOLS, type Mark } from './tools'
import { useRestoringHeard } from './useVersions'
import { useWriters } from './useWriters'

interface NoteBarProps {
  editor: Editor
  noteId: string
  awareness: Awareness
  status: NoteStatus
  readOnly: boolean
  /** Who may write can't just now. */
  frozen?: boolean
  /** Who wrote what: whether it is shown, and to show or hide it; absent where it can't be. */
  authors?: { shown: boolean; toggle: () => void }
}

/** What can be done to the text, who writes in it, and whether it is saved. */
export function NoteBar(props: NoteBarProps) {
  const { editor, noteId, awareness, status, readOnly, frozen, authors } = props
  const { t } = useTranslation()
  const writers = useWriters(awareness)
  useRestoringHeard(noteId, awareness, !readOnly && !frozen)
  const active = useEditorState({
    editor,
    selector: ({ editor: one }): Record<Mark | 'link' | 'table', boolean> => ({
      bold: one.isActive('bold'),
      italic: one.isActive('italic'),
      strike: one.isActive('strike'),
      heading: one.isActive('heading'),
      bullet: one.isActive('bulletList'),
      ordered: one.isActive('orderedList'),
      tasks: one.isActive('taskList'),
      code: one.isActive('code'),
      link: one.isActive('link'),
      table: one.isActive('table'),
    }),
  })
  return (
    <div className="flex h-9 items-center gap-px border-b pr-2 pl-1">
      {!readOnly && !frozen && (
        <div
          role="toolbar"
          aria-label={t('note.format')}
          className="flex min-w-0 items-center gap-px overflow-x-auto [scrollbar-width:none]"
        >
          {active.table ? <TableMenu editor={editor} /> : <InsertMenu editor={editor} />}
          {TOOLS.map(({ mark, label, icon: Icon, keys, inMenu, run }) => (
            <Tooltip key={mark} label={t(label)} {...(keys ? { keys } : {})}>
              <button
                type="button"
                aria-label={t(label)}
                aria-pressed={active[mark]}
                onMouseDown={(event) => event.preventDefault()} // the text keeps the selection
                onClick={() => run(editor.chain().focus())}
                className={cn(
                  toolLook,
                  active[mark] && 'bg-press text-text',
                  // A phone has room for those that have no other place, beside who writes.
                  inMenu && 'max-sm:hidden',
                )}
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
      <NoteMenu
        noteId={noteId}
        editor={editor}
        awareness={awareness}
        readOnly={readOnly}
        {...(authors ? { authors } : {})}
        className={toolLook}
      />
    </div>
  )
}

function InsertMenu({ editor }: { editor: Editor }) {
  const { t } = useTranslation()
  const entries = BLOCKS.map(({ name, icon: Icon, run }) => ({
    label: t(`notes.choose.${name}`),
    icon: <Icon />,
    onSelect: () => run(editor.chain().focus(), editor),
  }))
  return (
    <Dropdown entries={entries}>
      <button type="button" aria-label={t('notes.insert')} title="/" className={toolLook}>
        <Plus aria-hidden />
      </button>
    </Dropdown>
  )
}

function TableMenu({ editor }: { editor: Editor }) {
  const { t } = useTranslation()
  const entries = TABLE_TOOLS.map(({ act, keys, danger, run }) => ({
    label: t(`notes.table.${act}`),
    onSelect: () => void run(editor),
    ...(keys ? { keys } : {}),
    ...(danger ? { danger } : {}),
  }))
  return (
    <Dropdown entries={entries}>
      <button
        type="button"
        aria-label={t('notes.table.menu')}
        className={cn(toolLook, 'text-text')}
      >
        <Table aria-hidden />
      </button>
    </Dropdown>
  )
}

const toolLook =
  'inline-flex size-7 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text [&_svg]:size-4'

function Saved({ status }: { status: NoteStatus }) {
  const { t } = useTranslation()
  if (status === 'opening') return null
  const Icon = status === 'saved' ? Check : status === 'saving' ? LoaderCircle : CloudOff
  const label = status === 'full' ? t('notes.full') : t(`note.status.${status}`)
  return (
    <Tooltip label={label}>
      <span
        role="status"
        aria-label={label}
        className={cn(
          'ml-1.5 inline-flex h-6 min-w-6 shrink-0 items-center justify-center gap-1 text-sm [&_svg]:size-3.5',
          status === 'saved' || status === 'saving' ? 'text-faint' : 'text-warn-text',
        )}
      >
        <Icon aria-hidden className={cn(status === 'saving' && 'animate-spin')} />
        {status === 'offline' && <span className="max-sm:sr-only">{t('notes.offline')}</span>}
      </span>
    </Tooltip>
  )
}
