import { MessagesSquare } from 'lucide-react'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { personStyle } from '@/components/ui/Avatar'
import { EmptyState } from '@/components/ui/States'
import { topicOf, typeOf, useChanges, usePresence } from '@/sync'
import { Comment } from './Comment'
import { Composer } from './Composer'
import type { Thread } from './threads'
import { useComments, type Target } from './useComments'

/** What the team says about a record, in threads; live. */
export function CommentThreads({ entity, id, readOnly }: Target & { readOnly: boolean }) {
  const { t } = useTranslation()
  const { create } = useChanges()
  const { threads, loading } = useComments({ entity, id })
  const { others, publish } = usePresence(topicOf(typeOf(entity), id))
  const [answering, setAnswering] = useState<string | null>(null)
  const say = (body: string, mentions: string[], parentId: string | null) =>
    create('comments', {
      entity,
      entity_id: id,
      body,
      mentions,
      ...(parentId ? { parent_id: parentId } : {}),
    })
  const onTyping = useCallback(
    (typing: boolean) => publish({ writing: typing || undefined }),
    [publish],
  )
  const writing = others.filter((member) => member.state?.['writing'])

  const thread = ({ comment, replies }: Thread) => (
    <li key={comment.id} className="flex animate-fade flex-col gap-3">
      <Comment
        comment={comment}
        {...(readOnly ? {} : { onReply: () => setAnswering(comment.id) })}
      />
      {(replies.length > 0 || answering === comment.id) && (
        <div className="ml-[11px] flex flex-col gap-3 border-l-2 pl-[21px]">
          {replies.map((reply) => (
            <Comment key={reply.id} comment={reply} />
          ))}
          {answering === comment.id && (
            <Composer
              label={t('comments.reply_placeholder')}
              submitLabel={t('comments.reply')}
              autoFocus
              onTyping={onTyping}
              onCancel={() => setAnswering(null)}
              onSubmit={(body, mentions) => {
                say(body, mentions, comment.id)
                setAnswering(null)
              }}
            />
          )}
        </div>
      )}
    </li>
  )
  return (
    <div className="flex flex-col gap-4">
      {threads.length > 0 ? (
        <ul className="flex flex-col gap-4">{threads.map(thread)}</ul>
      ) : (
        !loading && (
          <EmptyState
            className="p-4"
            icon={<MessagesSquare />}
            title={t('comments.empty')}
            text={readOnly ? undefined : t('comments.empty_text')}
          />
        )
      )}
      <p aria-live="polite" className="-my-2 h-4 truncate text-sm text-muted">
        {writing[0] && (
          <span style={personStyle({ id: writing[0].user_id })}>
            <span className="font-medium text-text">
              {writing.map((member) => member.name).join(', ')}
            </span>{' '}
            {t('comments.writing')}
          </span>
        )}
      </p>
      {!readOnly && (
        <Composer
          label={t('comments.placeholder')}
          submitLabel={t('comments.send')}
          onTyping={onTyping}
          onSubmit={(body, mentions) => say(body, mentions, null)}
        />
      )}
    </div>
  )
}
