import type { Row } from '@/sync'

/** Kinds that have a sentence of their own; others are shown by the server's title. */
export const SPOKEN = {
  mention: 'inbox.kind.mention',
  team_mention: 'inbox.kind.team_mention',
  reply: 'inbox.kind.reply',
  comment: 'inbox.kind.comment',
  reaction: 'inbox.kind.reaction',
  assigned: 'inbox.kind.assigned',
  deal_won: 'inbox.kind.deal_won',
  deal_lost: 'inbox.kind.deal_lost',
} as const

/** Every kind, in the order of the settings. */
export const KINDS = [
  'mention',
  'team_mention',
  'reply',
  'comment',
  'reaction',
  'assigned',
  'deal_won',
  'deal_lost',
  'import_done',
  'webhook_disabled',
] as const

export type Kind = (typeof KINDS)[number]

export const CHANNELS = ['in_app', 'mail', 'push'] as const
export type Channel = (typeof CHANNELS)[number]

export function spokenKey(kind: string): (typeof SPOKEN)[keyof typeof SPOKEN] | undefined {
  return Object.hasOwn(SPOKEN, kind) ? SPOKEN[kind as keyof typeof SPOKEN] : undefined
}

interface Actor {
  id: string | null
  name: string
}

/** Who did it, the latest first. */
export function actorsOf(row: Row): readonly Actor[] {
  const actors = (row['actors'] as readonly Actor[] | undefined) ?? []
  const latest = row['actor'] as Actor | undefined
  return actors.length > 0 ? actors : latest?.name ? [latest] : []
}
