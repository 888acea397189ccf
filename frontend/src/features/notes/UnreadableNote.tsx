import { EditorContent, useEditor } from '@tiptap/react'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import * as Y from 'yjs'
import { Button } from '@/components/ui/Button'
import { Notice } from '@/components/ui/Notice'
import { toast } from '@/components/ui/Toaster'
import { noteSchema } from './extensions'
import { NoteBar } from './NoteBar'
import type { NoteStatus } from './NoteLine'
import { readable } from './reading'
import { useNameable } from './useNameable'
import type { OpenNote } from './useNote'

interface UnreadableNoteProps {
  note: OpenNote
  noteId: string
  status: NoteStatus
  readOnly: boolean
  onRemove: () => void
}

/** A note that holds what can't be shown here: the rest of it, to be read, and the ways out. */
export function UnreadableNote({ note, noteId, status, readOnly, onRemove }: UnreadableNoteProps) {
  const { t } = useTranslation()
  const { isMine } = useNameable()
  const { doc, line } = note
  const extensions = useMemo(() => noteSchema(isMine), [isMine])
  const reader = useEditor({
    extensions,
    editable: false,
    editorProps: { attributes: { class: 'note-text', 'aria-label': t('note.label') } },
  })
  useEffect(() => {
    if (!reader) return
    const show = () =>
      reader.commands.setContent(readable(Y.encodeStateAsUpdate(doc), reader.schema), {
        emitUpdate: false,
      })
    show()
    doc.on('update', show)
    return () => doc.off('update', show)
  }, [reader, doc])
  const remove = () => {
    onRemove()
    toast.success(t('notes.unreadable.removed'))
  }
  if (!reader) return null
  return (
    <div className="rounded-lg border bg-surface">
      <NoteBar
        editor={reader}
        noteId={noteId}
        awareness={line.awareness}
        status={status}
        readOnly={readOnly}
        frozen
      />
      <Notice tone="warn" className="m-2">
        <strong className="font-medium">{t('notes.unreadable.title')}</strong>{' '}
        {t('notes.unreadable.text')}
        <div className="mt-2 flex flex-wrap gap-2">
          <Button onClick={() => window.location.reload()}>{t('notes.unreadable.reload')}</Button>
          {!readOnly && <Button onClick={remove}>{t('notes.unreadable.remove')}</Button>}
        </div>
      </Notice>
      <EditorContent editor={reader} />
    </div>
  )
}
