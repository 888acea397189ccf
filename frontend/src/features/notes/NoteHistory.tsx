import type { Editor } from '@tiptap/core'
import type { Awareness } from 'y-protocols/awareness'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ReadError } from '@/components/ReadError'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { EmptyState } from '@/components/ui/States'
import { History } from 'lucide-react'
import { NoteThen } from './NoteThen'
import { useRestore, useVersions } from './useVersions'
import { VersionList } from './VersionList'

interface NoteHistoryProps {
  noteId: string
  /** The text as it is now. */
  now: Editor
  awareness: Awareness
  readOnly: boolean
  onClose: () => void
}

/** What a note was, sitting by sitting; any of them can be brought back. */
export default function NoteHistory({
  noteId,
  now,
  awareness,
  readOnly,
  onClose,
}: NoteHistoryProps) {
  const { t } = useTranslation()
  const { versions, error, retry } = useVersions(noteId)
  const [chosen, setChosen] = useState<string | null>(null)
  const [changes, setChanges] = useState(true)
  const restore = useRestore(noteId, awareness)
  const version = versions?.find(({ id }) => id === chosen) ?? versions?.[1] ?? versions?.[0]
  const bringBack = async () => {
    if (version && (await restore.run(version, versions?.[0]?.id))) onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('notes.history.title')}
      closeLabel={t('notes.history.close')}
      className="sm:top-[6vh] sm:w-[min(960px,calc(100vw-32px))]"
      footer={
        version && (
          <>
            <label className="mr-auto flex h-8 cursor-pointer items-center gap-2">
              <input
                type="checkbox"
                className="size-4 accent-(--accent)"
                checked={changes}
                onChange={(event) => setChanges(event.target.checked)}
              />
              {t('notes.history.changes')}
            </label>
            {!readOnly && (
              <Button
                variant="primary"
                disabled={version.current}
                pending={restore.pending}
                onClick={() => void bringBack()}
              >
                {t('notes.history.restore')}
              </Button>
            )}
          </>
        )
      }
    >
      {error && !versions ? (
        <ReadError part error={error} retry={retry} />
      ) : versions?.length === 0 ? (
        <EmptyState
          icon={<History />}
          title={t('notes.history.empty')}
          text={t('notes.history.empty_text')}
        />
      ) : (
        <div className="flex h-[calc(84dvh-150px)] gap-4 max-sm:h-[calc(86dvh-180px)] max-sm:flex-col">
          <VersionList
            versions={versions ?? []}
            chosen={version?.id ?? null}
            onChoose={setChosen}
          />
          {version && (
            <NoteThen
              key={version.id}
              noteId={noteId}
              versionId={version.id}
              now={now}
              changes={changes && !version.current}
            />
          )}
        </div>
      )}
    </Dialog>
  )
}
