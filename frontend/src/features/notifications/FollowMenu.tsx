import './texts'
import { Bell, BellMinus, BellOff, ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { send } from '@/api/http'
import { Dropdown } from '@/components/ui/Menu'
import { toast } from '@/components/ui/Toaster'
import { textOf, typeOf, useList, useMe, useRow } from '@/sync'

type State = 'following' | 'none' | 'muted'
const LOOKS = {
  following: {
    icon: Bell,
    label: 'follow.following',
    entry: 'follow.all',
    text: 'follow.all_text',
  },
  none: { icon: BellMinus, label: 'follow.follow', entry: 'follow.none', text: 'follow.none_text' },
  muted: { icon: BellOff, label: 'follow.muted', entry: 'follow.mute', text: 'follow.mute_text' },
} as const
const STATES = ['following', 'none', 'muted'] as const

/** What I hear of a record: all that is said, what concerns me, or my name only. */
export function FollowMenu({ entity, id }: { entity: string; id: string }) {
  const { t } = useTranslation()
  const { state, choose } = useFollowing(entity, id)
  const { icon: Icon, label } = LOOKS[state]
  return (
    <Dropdown
      align="end"
      entries={STATES.map((one) => {
        const { icon: EntryIcon, entry, text } = LOOKS[one]
        return {
          label: `${t(entry)} · ${t(text)}`,
          icon: <EntryIcon />,
          checked: one === state,
          onSelect: () => choose(one),
        }
      })}
    >
      <button
        type="button"
        aria-label={`${t('follow.menu')}: ${t(label)}`}
        className="inline-flex h-7 items-center gap-1.5 rounded-md px-2 text-sm text-muted hover:bg-hover hover:text-text data-[state=open]:bg-press [&_svg]:size-3.5"
      >
        <Icon aria-hidden />
        {t(label)}
        <ChevronDown aria-hidden />
      </button>
    </Dropdown>
  )
}

/** My state on a record, live; who owns it follows it unless they said otherwise. */
function useFollowing(entity: string, id: string): { state: State; choose: (to: State) => void } {
  const { t } = useTranslation()
  const me = useMe().user.id
  const owner = useRow(typeOf(entity), id)?.['owner_id']
  const list = useList('subscriptions', {
    filters: [
      { field: 'entity', op: 'eq', value: entity },
      { field: 'entity_id', op: 'eq', value: id },
    ],
    sort: '-updated_at',
    limit: 200,
  })
  const [wanted, setWanted] = useState<State | null>(null)
  const stored = textOf(list.rows[0], 'state') as State | ''
  const state = wanted ?? (stored || (owner === me ? 'following' : 'none'))
  const choose = (to: State) => {
    setWanted(to)
    send('PUT', `/subscriptions/${entity}/${id}`, { body: { state: to } })
      .catch((error: unknown) =>
        toast.error(t('error.title'), { description: error instanceof Error ? error.message : '' }),
      )
      // By then the stream has said it, or will in a moment: the list is the truth again.
      .finally(() => setTimeout(() => setWanted(null), 500))
  }
  return { state, choose }
}
