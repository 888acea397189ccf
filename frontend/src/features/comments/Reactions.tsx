import { SmilePlus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePeople } from '@/components/records/people'
import { cn } from '@/components/ui/cn'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/Popover'
import { Tooltip } from '@/components/ui/Tooltip'
import { useChanges, useMe, type Row } from '@/sync'
import { EmojiGrid } from './EmojiGrid'
import { reactionsOf, toggled } from './reactions'

/** React to a comment, or take it back; shown at once. */
export function useReact(comment: Row): (emoji: string) => void {
  const { act } = useChanges()
  const me = useMe().user.id
  return (emoji) => {
    const { on, reactions } = toggled(reactionsOf(comment), emoji, me)
    act('comments', comment.id, on ? 'react' : 'unreact', { emoji }, { reactions })
  }
}

/** Who reacted how, under a comment; a click joins in or leaves. */
export function Reactions({ comment, readOnly }: { comment: Row; readOnly: boolean }) {
  const reactions = reactionsOf(comment)
  const react = useReact(comment)
  if (reactions.length === 0) return null
  return (
    <div className="mt-1.5 flex flex-wrap gap-1">
      {reactions.map(({ emoji, user_ids }) => (
        <Chip
          key={emoji}
          emoji={emoji}
          userIds={user_ids}
          disabled={readOnly}
          onToggle={() => react(emoji)}
        />
      ))}
      {!readOnly && <EmojiButton onPick={react} className="h-6 rounded-full border px-1.5" />}
    </div>
  )
}

interface ChipProps {
  emoji: string
  userIds: readonly string[]
  disabled: boolean
  onToggle: () => void
}

function Chip({ emoji, userIds, disabled, onToggle }: ChipProps) {
  const { t } = useTranslation()
  const me = useMe().user.id
  const names = useNames(userIds)
  const label = t('talk.reacted', { names, emoji })
  return (
    <Tooltip label={label} side="top">
      <button
        type="button"
        aria-pressed={userIds.includes(me)}
        aria-label={`${label} (${String(userIds.length)})`}
        aria-disabled={disabled}
        onClick={disabled ? undefined : onToggle}
        className="tabular inline-flex h-6 animate-fade items-center gap-1 rounded-full border bg-surface px-2 text-sm hover:border-line-strong aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent-text"
      >
        <span aria-hidden className="text-[13px] leading-none">
          {emoji}
        </span>
        {userIds.length}
      </button>
    </Tooltip>
  )
}

/** "You, Ben and Cara". */
function useNames(userIds: readonly string[]): string {
  const { t } = useTranslation()
  const me = useMe().user.id
  const { people } = usePeople()
  const byId = new Map(people.map(({ id, name }) => [id, name]))
  const mine = userIds.includes(me) ? [t('talk.you')] : []
  const names = [...mine, ...userIds.filter((id) => id !== me).map((id) => byId.get(id) ?? '?')]
  const last = names.pop() ?? ''
  return names.length > 0 ? t('talk.and', { names: names.join(', '), last }) : last
}

interface EmojiButtonProps {
  onPick: (emoji: string) => void
  className?: string
}

/** Opens the emoji to choose from. */
export function EmojiButton({ onPick, className }: EmojiButtonProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <button
          type="button"
          aria-label={t('talk.react')}
          title={t('talk.react')}
          className={cn(
            'inline-flex items-center justify-center text-muted hover:bg-hover hover:text-text data-[state=open]:bg-press [&_svg]:size-4',
            className,
          )}
        >
          <SmilePlus aria-hidden />
        </button>
      </PopoverTrigger>
      <PopoverContent aria-label={t('talk.react')} align="start" className="w-auto p-1.5">
        <EmojiGrid
          onPick={(emoji) => {
            setOpen(false)
            onPick(emoji)
          }}
        />
      </PopoverContent>
    </Popover>
  )
}
