import { cn } from '@/components/ui/cn'
import { textOf, useMe, type Row } from '@/sync'
import { linked } from './linked'
import { nicknames, partsOf } from './mentions'
import { useMentionables } from '@/components/records/mentionables'

const NOBODY: readonly string[] = []

/** The words of a comment: who is mentioned stands out, oneself most; addresses are links. */
export function CommentBody({ comment }: { comment: Row }) {
  const { all } = useMentionables()
  const me = useMe().user.id
  const mentions = (comment['mentions'] as string[] | undefined) ?? NOBODY
  const people = all.filter(({ members }) => !members)
  const named = [...all, ...nicknames(people, mentions)]
  const isMe = (id: string) =>
    id === me || all.some((team) => team.id === id && team.members?.includes(me))
  return (
    <p className="break-words whitespace-pre-wrap">
      {partsOf(textOf(comment, 'body'), named).map((part, index) =>
        typeof part === 'string' ? (
          <span key={index}>{linked(part)}</span>
        ) : (
          <span
            key={index}
            className={cn(
              'rounded-sm px-0.5 font-medium',
              isMe(part.id) ? 'bg-warn-soft text-warn-text' : 'bg-accent-soft text-accent-text',
            )}
          >
            @{part.name}
          </span>
        ),
      )}
    </p>
  )
}
