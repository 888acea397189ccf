import './texts'
import { MessagesSquare } from 'lucide-react'
import { useCallback, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ReadError } from '@/components/ReadError'
import { Button } from '@/components/ui/Button'
import { EmptyState } from '@/components/ui/States'
import { topicOf, typeOf, useChanges, usePresence } from '@/sync'
import { Composer, type Said } from './Composer'
import { PointedContext, type Pointed } from './pointed'
import { Thread } from './Thread'
import { useComments, type Target } from './useComments'
import { placeOfNew } from './useDraft'

interface CommentThreadsProps extends Target {
  readOnly: boolean
  /** Above them at the end of the line: whether one follows the record. */
  aside?: ReactNode
  /** Shown and marked, wherever it stands. */
  pointed?: Pointed | null
}

/** What the team says about a record, in threads; live. */
export function CommentThreads({
  entity,
  id,
  readOnly,
  aside,
  pointed = null,
}: CommentThreadsProps) {
  const { t } = useTranslation()
  const { create } = useChanges()
  const { threads, status, error, retry, hasMore, loadMore } = useComments({ entity, id })
  const { others, publish } = usePresence(topicOf(typeOf(entity), id))
  const say = useCallback(
    (said: Said, parentId: string | null) =>
      void create('comments', {
        entity,
        entity_id: id,
        ...said,
        ...(parentId ? { parent_id: parentId } : {}),
      }),
    [create, entity, id],
  )
  const onTyping = useCallback(
    (typing: boolean) => publish({ writing: typing || undefined }),
    [publish],
  )
  const writing = others.filter((member) => member.state?.['writing'])
  const names = writing.map((member) => member.name).join(', ')
  return (
    <div className="flex flex-col gap-4">
      {aside && <div className="-mt-1 -mb-2 flex justify-end">{aside}</div>}
      {hasMore && (
        <Button variant="ghost" size="sm" onClick={loadMore} className="-my-1 self-start">
          {t('comments.earlier')}
        </Button>
      )}
      {threads.length > 0 ? (
        <PointedContext value={pointed}>
          <ul className="flex flex-col gap-4">
            {threads.map((thread) => (
              <Thread
                key={thread.comment.id}
                thread={thread}
                readOnly={readOnly}
                onSay={say}
                onTyping={onTyping}
              />
            ))}
          </ul>
        </PointedContext>
      ) : (
        status === 'ready' && (
          <EmptyState
            className="p-4"
            icon={<MessagesSquare />}
            title={t('comments.empty')}
            text={readOnly ? undefined : t('comments.empty_text')}
          />
        )
      )}
      {status === 'error' && <ReadError part error={error} retry={retry} />}
      <p aria-live="polite" className="-my-2 h-4 truncate text-sm text-muted">
        {names && t('talk.writing', { names, count: writing.length })}
      </p>
      {!readOnly && (
        <Composer
          label={t('comments.placeholder')}
          target={{ entity, id }}
          place={placeOfNew(entity, id, null)}
          submitLabel={t('comments.send')}
          onTyping={onTyping}
          onSubmit={(said) => say(said, null)}
        />
      )}
    </div>
  )
}
