import { Check, Ellipsis, Pencil, Reply, Trash2, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePerson } from '@/components/records/people'
import { Ago } from '@/components/ui/Ago'
import { Avatar, personStyle } from '@/components/ui/Avatar'
import { cn } from '@/components/ui/cn'
import { IconButton } from '@/components/ui/IconButton'
import { Dropdown } from '@/components/ui/Menu'
import { toast } from '@/components/ui/Toaster'
import { readDraft, textOf, useChanges, useFlash, useMe, type Row } from '@/sync'
import { CommentBody } from './CommentBody'
import { Composer } from './Composer'
import { EditedMark } from './EditedMark'
import { useSight } from './inView'
import { usePointedAt } from './pointed'
import { EmojiButton, Reactions, useReact } from './Reactions'
import { placeOfEdit } from './useDraft'

interface CommentProps {
  comment: Row
  readOnly: boolean
  /** Of a thread's first comment. */
  thread?: { onReply: () => void; onResolve: (resolved: boolean) => void; resolved: boolean }
}

/** What somebody said, and when; its author may change it or take it back. */
export function Comment({ comment, readOnly, thread }: CommentProps) {
  const { t } = useTranslation()
  const { update } = useChanges()
  const [begun, setBegun] = useBegun(comment)
  const author = usePerson(comment['created_by'] as string | null)
  const flash = useFlash('comments', comment.id)
  const { pointed, place } = usePointedAt(comment.id)
  useSight(comment.id, place)
  const at = comment['created_at'] as string
  const target = { entity: textOf(comment, 'entity'), id: textOf(comment, 'entity_id') }
  return (
    <article
      ref={place}
      aria-current={pointed || undefined}
      id={`comment-${comment.id}`}
      data-place={`comment-${comment.id}`}
      aria-label={t('comments.by', { name: author?.name ?? '' })}
      style={flash && personStyle(flash.actor)}
      className={cn(
        'group/comment relative flex gap-2.5 rounded-md aria-current:bg-accent-soft aria-current:ring-6 aria-current:ring-accent-soft',
        flash && 'animate-pulse-once',
      )}
    >
      <Avatar
        person={author ?? { id: comment.id, name: '?' }}
        size={24}
        named={false}
        className="mt-0.5"
      />
      <div className="min-w-0 grow">
        <header className="flex h-6 items-center gap-2">
          <span className="truncate font-medium">{author?.name}</span>
          <span className="flex shrink-0 gap-1 text-sm text-muted">
            <Ago moment={at} />
            {comment['edited_at'] ? (
              <>
                · <EditedMark comment={comment} />
              </>
            ) : null}
          </span>
          <span className="grow" />
          {!begun && !readOnly && (
            <Actions
              comment={comment}
              onEdit={() => setBegun({ body: textOf(comment, 'body'), version: comment.version })}
              {...(thread ? { thread } : {})}
            />
          )}
        </header>
        {begun && !readOnly ? (
          <Composer
            label={t('comments.edit')}
            target={target}
            place={placeOfEdit(comment.id)}
            initial={begun.body}
            since={begun.version}
            submitLabel={t('common.save')}
            autoFocus
            onCancel={() => setBegun(null)}
            onSubmit={(said) => {
              setBegun(null)
              if (said.body !== begun.body)
                update('comments', comment.id, { ...said }, begun.version)
            }}
          />
        ) : (
          <CommentBody comment={comment} />
        )}
        <Reactions comment={comment} readOnly={readOnly} />
      </div>
    </article>
  )
}

/** What one saw when one began to change a comment, also before a look elsewhere; null: one does not. */
function useBegun(comment: Row) {
  const me = useMe()
  return useState(() => {
    const kept = readDraft(me, placeOfEdit(comment.id))
    return kept && { body: textOf(comment, 'body'), version: kept.since ?? comment.version }
  })
}

type ActionsProps = Pick<CommentProps, 'comment' | 'thread'> & { onEdit: () => void }

function Actions({ comment, thread, onEdit }: ActionsProps) {
  const { t } = useTranslation()
  const { remove } = useChanges()
  const react = useReact(comment)
  const mine = comment['created_by'] === useMe().user.id
  const takeBack = () => {
    const undo = remove('comments', comment.id)
    toast.info(t('comments.deleted'), {
      id: comment.id,
      action: { label: t('common.undo'), run: undo },
    })
  }
  return (
    <span className="flex opacity-0 group-focus-within/comment:opacity-100 group-hover/comment:opacity-100 has-data-[state=open]:opacity-100 coarse:opacity-100">
      <EmojiButton onPick={react} className="size-6 rounded-md" />
      {thread && (
        <>
          <IconButton
            size="sm"
            className="size-6"
            label={t('comments.reply')}
            icon={<Reply />}
            onClick={thread.onReply}
          />
          <IconButton
            size="sm"
            className="size-6"
            label={t(thread.resolved ? 'talk.reopen' : 'talk.resolve')}
            icon={thread.resolved ? <Undo2 /> : <Check />}
            onClick={() => thread.onResolve(!thread.resolved)}
          />
        </>
      )}
      {mine && (
        <Dropdown
          align="end"
          entries={[
            { label: t('comments.edit'), icon: <Pencil />, onSelect: onEdit },
            { label: t('common.delete'), icon: <Trash2 />, danger: true, onSelect: takeBack },
          ]}
        >
          <button
            type="button"
            aria-label={t('comments.more')}
            className="inline-flex size-6 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text data-[state=open]:bg-press [&_svg]:size-4"
          >
            <Ellipsis aria-hidden />
          </button>
        </Dropdown>
      )}
    </span>
  )
}
