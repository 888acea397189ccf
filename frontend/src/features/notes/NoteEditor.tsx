import { Collaboration } from '@tiptap/extension-collaboration'
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import { TaskItem, TaskList } from '@tiptap/extension-list'
import { Placeholder } from '@tiptap/extensions'
import { EditorContent, useEditor } from '@tiptap/react'
import { StarterKit } from '@tiptap/starter-kit'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { personHue } from '@/components/ui/Avatar'
import { useMe } from '@/sync'
import { NoteBar } from './NoteBar'
import './note.css'
import type { NoteStatus } from './NoteLine'
import { useNote, type OpenNote } from './useNote'

interface NoteEditorProps {
  noteId: string
  readOnly: boolean
}

/** The co-edited text; a chunk of its own, loaded when a note is first shown. */
export default function NoteEditor({ noteId, readOnly }: NoteEditorProps) {
  const { note, status } = useNote(noteId)
  if (!note) return <div className="min-h-24" aria-busy />
  return (
    <Editor
      key={noteId}
      note={note}
      status={status}
      readOnly={readOnly || status === 'refused' || status === 'closed'}
    />
  )
}

interface CaretUser {
  id: string
  name: string
}

/** Somebody else's caret, in their colour, with their name. */
function renderCaret(user: Record<string, unknown>): HTMLElement {
  const { id, name } = user as unknown as CaretUser
  const caret = document.createElement('span')
  caret.className = 'note-caret'
  caret.style.setProperty('--hue', String(personHue(id ?? '')))
  const label = document.createElement('span')
  label.className = 'note-caret-name'
  label.textContent = name ?? ''
  caret.append(label)
  return caret
}

function renderSelection(user: Record<string, unknown>) {
  const { id } = user as unknown as CaretUser
  return { nodeName: 'span', class: 'note-selection', style: `--hue: ${personHue(id ?? '')}` }
}

function Editor({
  note,
  status,
  readOnly,
}: {
  note: OpenNote
  status: NoteStatus
  readOnly: boolean
}) {
  const { t } = useTranslation()
  const { user } = useMe()
  const extensions = useMemo(
    () => [
      StarterKit.configure({
        undoRedo: false, // Yjs undoes only what one did oneself
        heading: { levels: [1, 2, 3] },
        link: {
          openOnClick: false,
          autolink: true,
          defaultProtocol: 'https',
          protocols: ['http', 'https', 'mailto'],
        },
      }),
      TaskList,
      TaskItem.configure({ nested: true }),
      Placeholder.configure({ placeholder: t('note.placeholder') }),
      Collaboration.configure({ document: note.doc, field: 'default' }),
      CollaborationCaret.configure({
        provider: note.line,
        user: { id: user.id, name: user.full_name },
        render: renderCaret,
        selectionRender: renderSelection,
      }),
    ],
    [note, user.id, user.full_name, t],
  )
  const editor = useEditor(
    {
      extensions,
      editable: !readOnly,
      shouldRerenderOnTransaction: false,
      editorProps: {
        attributes: {
          class: 'note-text',
          role: 'textbox',
          'aria-multiline': 'true',
          'aria-label': t('note.label'),
        },
        handleKeyDown: (view, event) => {
          if (event.key !== 'Escape') return false
          view.dom.blur()
          event.stopPropagation() // backs out of the text, not of the panel
          return true
        },
      },
    },
    [extensions],
  )
  useEffect(() => {
    editor?.setEditable(!readOnly)
  }, [editor, readOnly])
  if (!editor) return <div className="min-h-24" aria-busy />
  return (
    <div className="rounded-lg border bg-surface focus-within:border-line-strong">
      <NoteBar
        editor={editor}
        awareness={note.line.awareness}
        status={status}
        readOnly={readOnly}
      />
      <EditorContent editor={editor} />
    </div>
  )
}
