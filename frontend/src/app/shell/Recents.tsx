import { useNavigate, useRouterState } from '@tanstack/react-router'
import { History } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { useCommands } from '@/components/commands'
import { textOf, useMe, useRow } from '@/sync'
import { recordAt, withRecent, type Recent } from './recent'

interface Remembered {
  /** By organisation and person: several accounts share a browser. */
  lists: Record<string, readonly Recent[]>
}

const useRemembered = create<Remembered>()(persist(() => ({ lists: {} }), { name: 'sp-recent' }))
const NONE: readonly Recent[] = []

function remember(key: string, one: Recent): void {
  useRemembered.setState(({ lists }) => ({
    lists: { ...lists, [key]: withRecent(lists[key] ?? [], one) },
  }))
}

/** Remembers the records one has looked at, and offers them in the palette. */
export function Recents() {
  const { t } = useTranslation()
  const me = useMe()
  const navigate = useNavigate()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const at = recordAt(path)
  const title = textOf(useRow(at?.type ?? '', at?.id), 'name')
  const key = `${me.tenant.id}:${me.user.id}`
  const recent = useRemembered((state) => state.lists[key] ?? NONE)
  const [type, id] = [at?.type, at?.id]
  useEffect(() => {
    if (type && id && title) remember(key, { type, id, title })
  }, [key, type, id, title])
  useCommands(
    useMemo(
      () =>
        recent
          .filter((one) => one.id !== id)
          .map((one) => ({
            id: `recent ${one.id}`,
            label: one.title,
            group: t('palette.recent'),
            icon: <History />,
            run: () => void navigate({ to: `/${one.type}/${one.id}` }),
          })),
      [recent, id, t, navigate],
    ),
  )
  return null
}
