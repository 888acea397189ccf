import { useQuery } from '@tanstack/react-query'
import { Extension, Mark, type Editor, type JSONContent } from '@tiptap/core'
import { EditorContent, useEditor } from '@tiptap/react'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api/client'
import { ReadError } from '@/components/ReadError'
import { Skeleton } from '@/components/ui/States'
import { compared } from './comparing'
import { noteSchema } from './extensions'
import { readable } from './reading'
import { useNameable } from './useNameable'

interface NoteThenProps {
  noteId: string
  versionId: string
  now: Editor
  /** Show what differs now. */
  changes: boolean
}

/** What a note was, to be read, and how that differs from now. */
export function NoteThen({ noteId, versionId, now, changes }: NoteThenProps) {
  const { t } = useTranslation()
  const { isMine } = useNameable()
  const then = useQuery({
    queryKey: ['note-version', versionId],
    queryFn: async () => {
      const path = { record_id: noteId, version_id: versionId }
      const { data } = await api.GET('/notes/{record_id}/versions/{version_id}', {
        params: { path },
      })
      return data ? documentOf(data.data.update, now) : null
    },
  })
  const shown = useMemo(() => {
    if (!then.data) return null
    return changes ? compared(then.data, now.getJSON()) : { doc: then.data, same: false }
  }, [then.data, changes, now])
  const extensions = useMemo(() => [...noteSchema(isMine), Gone, New, Changed], [isMine])
  const reader = useEditor({
    extensions,
    editable: false,
    editorProps: { attributes: { class: 'note-text', 'aria-label': t('notes.history.title') } },
  })
  useEffect(() => {
    if (reader && shown) reader.commands.setContent(shown.doc, { emitUpdate: false })
  }, [reader, shown])
  if (then.isError)
    return (
      <ReadError
        part
        className="m-4 grow self-start"
        error={then.error}
        retry={() => void then.refetch()}
      />
    )
  if (!shown)
    return (
      <div className="flex grow flex-col gap-2.5 p-4">
        <Skeleton className="w-3/4" />
        <Skeleton className="w-1/2" />
      </div>
    )
  return (
    <section className="min-h-0 min-w-0 grow overflow-auto rounded-lg border bg-surface">
      {changes && (
        <p className="flex items-center gap-3 border-b px-3.5 py-2 text-sm text-muted">
          {shown.same ? (
            t('notes.history.same')
          ) : (
            <>
              <del className="note-gone">{t('notes.history.legend_gone')}</del>
              <ins className="note-new">{t('notes.history.legend_new')}</ins>
            </>
          )}
        </p>
      )}
      <EditorContent editor={reader} />
    </section>
  )
}

/** The document as it comes from the server, as the editor spells it: so the two can be compared. */
function documentOf(update: string, { schema }: Editor): JSONContent {
  return readable(
    Uint8Array.from(atob(update), (letter) => letter.charCodeAt(0)),
    schema,
  )
}

const Gone = Mark.create({ name: 'gone', renderHTML: () => ['del', { class: 'note-gone' }, 0] })
const New = Mark.create({ name: 'new', renderHTML: () => ['ins', { class: 'note-new' }, 0] })

/** What has no words, an image or a rule, is marked as a whole. */
const Changed = Extension.create({
  name: 'changed',
  addGlobalAttributes: () => [
    {
      types: ['image', 'horizontalRule'],
      attributes: {
        change: {
          default: null,
          renderHTML: ({ change }) => (change ? { 'data-change': change as string } : {}),
        },
      },
    },
  ],
})
