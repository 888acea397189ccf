import type { Editor } from '@tiptap/core'
import { Download, Ellipsis, FileText, History, UsersRound } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Awareness } from 'y-protocols/awareness'
import { Dropdown } from '@/components/ui/Menu'
import { toast } from '@/components/ui/Toaster'
import { copyMarkdown, saveMarkdown } from './markdown'

const NoteHistory = lazy(() => import('./NoteHistory'))

interface NoteMenuProps {
  noteId: string
  editor: Editor
  awareness: Awareness
  readOnly: boolean
  authors?: { shown: boolean; toggle: () => void }
  className: string
}

/** Everything about a note that is not writing in it. */
export function NoteMenu(props: NoteMenuProps) {
  const { noteId, editor, awareness, readOnly, authors, className } = props
  const { t } = useTranslation()
  const [history, setHistory] = useState(false)
  const failed = (error: unknown) =>
    toast.error(error instanceof Error ? error.message : t('error.title'))
  const copy = () =>
    copyMarkdown(noteId).then(
      () => toast.success(t('notes.copied')),
      () => toast.error(t('notes.not_copied')),
    )
  return (
    <>
      <Dropdown
        align="end"
        entries={[
          { label: t('notes.history.open'), icon: <History />, onSelect: () => setHistory(true) },
          ...(authors
            ? [
                {
                  label: authors.shown ? t('notes.who_hide') : t('notes.who'),
                  icon: <UsersRound />,
                  onSelect: authors.toggle,
                },
              ]
            : []),
          'rule',
          { label: t('notes.copy'), icon: <FileText />, onSelect: () => void copy() },
          {
            label: t('notes.download'),
            icon: <Download />,
            onSelect: () => void saveMarkdown(noteId).catch(failed),
          },
        ]}
      >
        <button type="button" aria-label={t('notes.more')} className={className}>
          <Ellipsis aria-hidden />
        </button>
      </Dropdown>
      {history && (
        <Suspense>
          <NoteHistory
            noteId={noteId}
            now={editor}
            awareness={awareness}
            readOnly={readOnly}
            onClose={() => setHistory(false)}
          />
        </Suspense>
      )}
    </>
  )
}
