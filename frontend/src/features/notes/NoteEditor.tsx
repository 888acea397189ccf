import { getSchema, type Editor as TextEditor } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import { Placeholder } from '@tiptap/extensions'
import { EditorContent, useEditor } from '@tiptap/react'
import { useEffect, useMemo, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice } from '@/components/ui/Notice'
import { useMe } from '@/sync'
import { Authorship } from './authorship'
import { renderCaret, renderSelection } from './carets'
import { mentionFor, noteSchema } from './extensions'
import { Images } from './images'
import { MarkdownPaste } from './MarkdownPaste'
import { mentioning, OneSpace } from './mentioning'
import { NoteBar } from './NoteBar'
import './note.css'
import './texts'
import type { NoteStatus } from './NoteLine'
import { SlashMenu } from './slash'
import { LIST_ID } from './SuggestionList'
import { useNote, type OpenNote } from './useNote'
import { UnreadableNote } from './UnreadableNote'
import { useAuthors } from './useAuthors'
import { useNameable } from './useNameable'
import { useUnreadable } from './useUnreadable'
import { WhoWrote } from './WhoWrote'

interface NoteEditorProps {
  noteId: string
  /** Singular: "deal". */
  entity: string
  entityId: string
  readOnly: boolean
}

/** The co-edited text; a chunk of its own, loaded when a note is first shown. */
export default function NoteEditor({ readOnly, ...rest }: NoteEditorProps) {
  const { note, status, known } = useNote(rest.noteId)
  if (!note) return <div className="min-h-24" aria-busy />
  return (
    <OpenedNote
      key={rest.noteId}
      {...rest}
      note={note}
      status={status}
      known={known}
      readOnly={readOnly || status === 'refused' || status === 'closed'}
    />
  )
}

interface OpenedNoteProps extends NoteEditorProps {
  note: OpenNote
  status: NoteStatus
  known: boolean
}

function OpenedNote(props: OpenedNoteProps) {
  const schema = useMemo(() => getSchema(noteSchema(() => false)), [])
  const { found, editor, remove } = useUnreadable(props.note.doc, schema)
  if (found) return <UnreadableNote {...props} onRemove={remove} />
  return <Editor {...props} editorRef={editor} />
}

function Editor({
  note,
  noteId,
  entity,
  entityId,
  status,
  known,
  readOnly,
  editorRef,
}: OpenedNoteProps & { editorRef: RefObject<TextEditor | null> }) {
  const { t } = useTranslation()
  const { user } = useMe()
  const { nameable, isMine } = useNameable()
  const extensions = useMemo(
    () => [
      ...noteSchema(isMine).filter(({ name }) => name !== 'mention'),
      mentionFor(isMine).configure({ suggestion: mentioning(nameable) }),
      OneSpace,
      SlashMenu,
      MarkdownPaste,
      Images.configure({ entity, entityId }),
      Authorship.configure({ fragment: note.doc.getXmlFragment('default') }),
      Placeholder.configure({ placeholder: t('note.placeholder') }),
      Collaboration.configure({ document: note.doc, field: 'default' }),
      CollaborationCaret.configure({
        provider: note.line,
        user: { id: user.id, name: user.full_name },
        render: renderCaret,
        selectionRender: renderSelection,
      }),
    ],
    [note, entity, entityId, user.id, user.full_name, nameable, isMine, t],
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
        handleClick: (view, _, event) => {
          const link = (event.target as HTMLElement).closest('a')
          // While one writes, a click only sets the caret.
          if (!link?.href || (view.editable && !event.metaKey && !event.ctrlKey)) return false
          window.open(link.href, '_blank', 'noopener,noreferrer')
          return true
        },
        handleKeyDown: (view, event) => {
          if (event.key !== 'Escape' || document.getElementById(LIST_ID)) return false
          view.dom.blur()
          event.stopPropagation() // backs out of the text, not of the panel
          return true
        },
      },
    },
    [extensions],
  )
  useEffect(() => {
    editorRef.current = editor
    return () => {
      editorRef.current = null
    }
  }, [editor, editorRef])
  useEffect(() => {
    editor?.setEditable(!readOnly)
  }, [editor, readOnly])
  const authors = useAuthors(noteId, note, editor)
  if (!editor) return <div className="min-h-24" aria-busy />
  return (
    <div className="rounded-lg border bg-surface focus-within:border-line-strong">
      <NoteBar
        editor={editor}
        noteId={noteId}
        awareness={note.line.awareness}
        status={status}
        readOnly={readOnly}
        authors={authors}
      />
      {status === 'offline' && !known && (
        <Notice tone="plain" className="m-2">
          {t('notes.not_here')}
        </Notice>
      )}
      {status === 'full' && (
        <Notice tone="warn" className="m-2">
          <strong className="font-medium">{t('notes.full')}</strong> {t('notes.full_text')}
        </Notice>
      )}
      {authors.shown && <WhoWrote authors={authors.people} />}
      <EditorContent editor={editor} />
    </div>
  )
}
