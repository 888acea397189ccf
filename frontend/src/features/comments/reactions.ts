import type { Row } from '@/sync'

export interface Reaction {
  emoji: string
  user_ids: readonly string[]
}

/** The ones offered, by rows of eight: agreement, feeling, work. Any other emoji comes by the API. */
export const OFFERED = [
  ...['👍', '👎', '❤️', '🎉', '😄', '🙏', '👀', '🔥'],
  ...['💯', '🚀', '✅', '❌', '👏', '🤔', '😮', '😢'],
  ...['💪', '🤝', '📞', '📈', '💰', '⏳', '❓', '☕'],
] as const

export function reactionsOf(comment: Row): readonly Reaction[] {
  return (comment['reactions'] as readonly Reaction[] | undefined) ?? []
}

/** The reactions after somebody has added or taken back theirs; as the server will say it. */
export function toggled(
  reactions: readonly Reaction[],
  emoji: string,
  me: string,
): { on: boolean; reactions: Reaction[] } {
  const there = reactions.find((reaction) => reaction.emoji === emoji)
  const on = !there?.user_ids.includes(me)
  if (!there) return { on, reactions: [...reactions, { emoji, user_ids: [me] }] }
  const user_ids = on ? [...there.user_ids, me] : there.user_ids.filter((id) => id !== me)
  return {
    on,
    reactions: reactions.flatMap((reaction) =>
      reaction !== there ? reaction : user_ids.length > 0 ? { emoji, user_ids } : [],
    ),
  }
}
