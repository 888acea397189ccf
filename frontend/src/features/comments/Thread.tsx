import { CircleCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePerson } from '@/components/records/people'
import { toast } from '@/components/ui/Toaster'
import { nowAsText } from '@/format/clock'
import { readDraft, textOf, useChanges, useMe } from '@/sync'
import { Comment } from './Comment'
import { Composer, type Said } from './Composer'
import { useShown } from './pointed'
import type { Thread as Talk } from './threads'
import { placeOfNew } from './useDraft'

interface ThreadProps {
  thread: Talk
  readOnly: boolean
  onSay: (said: Said, parentId: string) => void
  onTyping: (typing: boolean) => void
}

/** A comment and its answers; one that is resolved is a line until somebody wants to see it. */
export function Thread({ thread: { comment, replies }, readOnly, onSay, onTyping }: ThreadProps) {
  const { t } = useTranslation()
  const { act } = useChanges()
  const me = useMe()
  const target = { entity: textOf(comment, 'entity'), id: textOf(comment, 'entity_id') }
  const place = placeOfNew(target.entity, target.id, comment.id)
  const begun = () => readDraft(me, place) !== null
  const [wanted, setAnswering] = useState(begun)
  const answering = wanted && !readOnly
  const [shown, setShown] = useShown([comment, ...replies].map(({ id }) => id))
  const resolved = Boolean(comment['resolved_at'])
  const resolve = (to: boolean) => {
    const patch = {
      resolved_at: to ? nowAsText() : null,
      resolved_by: to ? me.user.id : null,
    }
    act('comments', comment.id, to ? 'resolve' : 'reopen', {}, patch)
    setShown(false)
    setAnswering(begun)
    if (to)
      toast.info(t('talk.resolved'), {
        action: { label: t('common.undo'), run: () => resolve(false) },
      })
  }
  // Somebody may resolve it while one answers.
  const open = !resolved || shown || answering
  const toggle = () => {
    setShown(!open)
    setAnswering(!open && begun())
  }
  return (
    <li className="flex animate-fade flex-col gap-3">
      {resolved && (
        <ResolvedLine
          by={comment['resolved_by'] as string | null}
          text={textOf(comment, 'body')}
          shown={open}
          onToggle={toggle}
        />
      )}
      {open && (
        <>
          <Comment
            comment={comment}
            readOnly={readOnly}
            thread={{ onReply: () => setAnswering(true), onResolve: resolve, resolved }}
          />
          {(replies.length > 0 || answering) && (
            <div className="ml-[11px] flex flex-col gap-3 border-l-2 pl-[21px]">
              {replies.map((reply) => (
                <Comment key={reply.id} comment={reply} readOnly={readOnly} />
              ))}
              {answering && (
                <Composer
                  label={t('comments.reply_placeholder')}
                  target={target}
                  place={place}
                  submitLabel={t('comments.reply')}
                  autoFocus
                  onTyping={onTyping}
                  onCancel={() => setAnswering(false)}
                  onSubmit={(said) => {
                    onSay(said, comment.id)
                    setAnswering(false)
                  }}
                />
              )}
            </div>
          )}
        </>
      )}
    </li>
  )
}

interface ResolvedLineProps {
  by: string | null
  text: string
  shown: boolean
  onToggle: () => void
}

function ResolvedLine({ by, text, shown, onToggle }: ResolvedLineProps) {
  const { t } = useTranslation()
  const person = usePerson(by)
  return (
    <button
      type="button"
      aria-expanded={shown}
      onClick={onToggle}
      className="flex h-8 w-full items-center gap-2 rounded-md border px-2.5 text-left text-muted hover:bg-hover"
    >
      <CircleCheck aria-hidden className="size-4 shrink-0 text-ok-text" />
      <span className="shrink-0">{t('talk.resolved_by', { name: person?.name ?? '' })}</span>
      <span className="min-w-0 grow truncate text-faint">{text}</span>
      <span className="shrink-0 text-sm">{t(shown ? 'talk.hide' : 'talk.show')}</span>
    </button>
  )
}
