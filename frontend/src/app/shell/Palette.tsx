import { useNavigate } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { Building2, CircleDot, KanbanSquare, NotebookPen, UserRound } from 'lucide-react'
import { useDeferredValue, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { NetworkError } from '@/api/errors'
import { send } from '@/api/http'
import { commandStore, type Command } from '@/components/commands'
import { CommandPalette, type PaletteItem } from '@/components/ui/CommandPalette'
import { useMeta } from '@/sync'
import { addressOf } from '../addresses'
import { useOverlays } from './keys'

interface Hit {
  entity: string
  id: string
  title: string
  /** The record that a note is on. */
  on?: { entity: string; id: string }
}

const ICONS: Record<string, typeof Building2> = {
  company: Building2,
  contact: UserRound,
  deal: KanbanSquare,
  note: NotebookPen,
}

/** ⌘K: the commands on offer and the records that match. Loaded when first opened. */
export default function Palette() {
  const { t } = useTranslation()
  const open = useOverlays((state) => state.palette)
  const lists = commandStore((state) => state.lists)
  const query = useOverlays((state) => state.query)
  const wanted = useDeferredValue(query.trim())
  const hits = useHits(open ? wanted : '')
  const groups = useMemo(() => grouped(lists.flat()), [lists])
  return (
    <CommandPalette
      open={open}
      onOpenChange={(palette) => useOverlays.setState({ palette })}
      query={query}
      onQuery={(typed) => useOverlays.setState({ query: typed })}
      groups={groups}
      found={{ heading: t('palette.records'), items: hits.items }}
      searching={hits.searching}
      failed={hits.failed}
      texts={{
        title: t('palette.placeholder'),
        placeholder: t('palette.placeholder'),
        nothing: t('palette.nothing', { query }),
        close: t('common.close'),
      }}
    />
  )
}

function grouped(commands: readonly Command[]) {
  const groups = new Map<string, PaletteItem[]>()
  for (const { id, label, group, keys, icon, words, run, listed } of commands) {
    if (listed === false) continue
    const item: PaletteItem = {
      id,
      label,
      run,
      icon: icon ?? <CircleDot />,
      ...(keys ? { keys } : {}),
      ...(words ? { words } : {}),
    }
    groups.set(group, [...(groups.get(group) ?? []), item])
  }
  return [...groups].map(([heading, items]) => ({ heading, items }))
}

function useHits(query: string) {
  const { t } = useTranslation()
  const meta = useMeta()
  const navigate = useNavigate()
  const search = useQuery({
    queryKey: ['search', query],
    queryFn: async ({ signal }) => {
      await new Promise((done) => setTimeout(done, 90)) // one request per pause, not per letter
      signal.throwIfAborted()
      return (await send<{ data: Hit[] }>('GET', '/search', { query: { q: query }, signal })).body
        .data
    },
    enabled: query.length > 1,
    placeholderData: (previous) => (query.length > 1 ? previous : undefined),
    staleTime: 5_000,
  })
  const labels = Object.fromEntries(
    Object.values(meta?.types ?? {}).map((type) => [type.entity, type.label]),
  )
  const items: PaletteItem[] = (search.data ?? []).flatMap(({ entity, id, title, on }) => {
    const to = on ? addressOf(on.entity, on.id) : addressOf(entity, id)
    const Icon = ICONS[entity] ?? CircleDot
    return to
      ? [
          {
            id,
            label: title,
            detail: labels[entity] ?? entity,
            icon: <Icon />,
            run: () => void navigate({ to }),
          },
        ]
      : []
  })
  const { isFetching: searching, isError, error } = search
  const offline = error instanceof NetworkError
  const failed = isError ? t(offline ? 'palette.offline' : 'palette.failed') : null
  return { items, searching, failed }
}
