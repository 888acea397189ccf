import { useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useFollowing } from '@/components/following'
import { useMe, usePresence, type Member } from '@/sync'
import { useHidden } from '../useHidden'
import { told } from './viewpoints'

/** Tell those who follow us what this window shows; nothing while nobody does. Returns who they are. */
export function useTold(): readonly Member[] {
  const me = useMe().user.id
  const { others, publish } = usePresence(`person:${me}`)
  const watched = others.length > 0
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const search = useRouterState({ select: ({ location }) => location.search })
  const board = useFollowing((state) => state.board)
  const panel = useFollowing((state) => state.panel)
  const hidden = useHidden()
  useEffect(() => useFollowing.setState({ watched }), [watched])
  useEffect(() => {
    if (!watched)
      return publish({
        seen: undefined,
        at: undefined,
        search: undefined,
        scroll: undefined,
        panel: undefined,
      })
    // `/pipelines` is another board for everybody.
    const address = path === '/pipelines' && board ? `/pipelines/${board.pipelineId}` : path
    const { at, search: narrowed } = told(address, search)
    publish({
      seen: true,
      at,
      search: narrowed,
      scroll: at ? board?.scroll : undefined,
      deal: at ? (board?.deal ?? undefined) : undefined,
      panel: at ? (panel ?? undefined) : undefined,
      away: hidden || undefined,
    })
  }, [publish, watched, path, search, board, panel, hidden])
  return others
}
