import { Ellipsis, Pencil, Reply, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePeople, usePerson } from '@/components/records/people'
import { Avatar, personStyle } from '@/components/ui/Avatar'
import { cn } from '@/components/ui/cn'
import { IconButton } from '@/components/ui/IconButton'
import { Dropdown } from '@/components/ui/Menu'
import { toast } from '@/components/ui/Toaster'
import { formatAgo, formatMoment } from '@/format/dates'
import { useChanges, useFlash, useMe, type Row } from '@/sync'
import { Composer } from './Composer'
import { linked } from './linked'
import { nicknames, partsOf } from './mentions'

interface CommentProps {
  comment: Row
  onReply?: () => void
}

/** What somebody said, and when; its author may change it or take it back. */
export function Comment({ comment, onReply }: CommentProps) {
  const { t } = useTranslation()
  const { update } = useChanges()
  const [editing, setEditing] = useState(false)
  const author = usePerson(comment['created_by'] as string | null)
  const flash = useFlash('comments', comment.id)
  const edited = comment.version > 1 && comment['updated_at'] !== comment['created_at']
  const at = comment['created_at'] as string
  return (
    <article
      aria-label={t('comments.by', { name: author?.name ?? '' })}
      style={flash && personStyle(flash.actor)}
      className={cn(
        'group/comment relative flex gap-2.5 rounded-md',
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
          <time dateTime={at} title={formatMoment(at)} className="shrink-0 text-sm text-muted">
            {formatAgo(at)}
            {edited && ` · ${t('comments.edited')}`}
          </time>
          <span className="grow" />
          {!editing && (
            <Actions
              comment={comment}
              onEdit={() => setEditing(true)}
              {...(onReply ? { onReply } : {})}
            />
          )}
        </header>
        {editing ? (
          <Composer
            label={t('comments.edit')}
            initial={comment['body'] as string}
            submitLabel={t('common.save')}
            autoFocus
            onCancel={() => setEditing(false)}
            onSubmit={(body, mentions) => {
              setEditing(false)
              if (body !== comment['body']) update('comments', comment.id, { body, mentions })
            }}
          />
        ) : (
          <Body
            text={comment['body'] as string}
            mentions={(comment['mentions'] as string[] | undefined) ?? NOBODY}
          />
        )}
      </div>
    </article>
  )
}

const NOBODY: readonly string[] = []

function Body({ text, mentions }: { text: string; mentions: readonly string[] }) {
  const { people } = usePeople()
  const named = [...people, ...nicknames(people, mentions)]
  const me = useMe().user.id
  return (
    <p className="break-words whitespace-pre-wrap">
      {partsOf(text, named).map((part, index) =>
        typeof part === 'string' ? (
          <span key={index}>{linked(part)}</span>
        ) : (
          <span
            key={index}
            className={cn(
              'rounded-sm px-0.5 font-medium',
              part.id === me ? 'bg-warn-soft text-warn-text' : 'bg-accent-soft text-accent-text',
            )}
          >
            @{part.name}
          </span>
        ),
      )}
    </p>
  )
}

function Actions({ comment, onReply, onEdit }: CommentProps & { onEdit: () => void }) {
  const { t } = useTranslation()
  const { remove } = useChanges()
  const mine = comment['created_by'] === useMe().user.id
  const takeBack = () => {
    const undo = remove('comments', comment.id)
    toast.info(t('comments.deleted'), { action: { label: t('common.undo'), run: undo } })
  }
  return (
    <span className="flex opacity-0 group-focus-within/comment:opacity-100 group-hover/comment:opacity-100 has-data-[state=open]:opacity-100 coarse:opacity-100">
      {onReply && (
        <IconButton
          size="sm"
          className="size-6"
          label={t('comments.reply')}
          icon={<Reply />}
          onClick={onReply}
        />
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
