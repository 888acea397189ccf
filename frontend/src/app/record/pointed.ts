import { useRouterState } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Pointed } from '@/features/comments'

const HASH = /^comment-(.+)$/

/** The comment that the address points at, "/deals/1#comment-2". */
export function usePointed(): Pointed | null {
  const comment = useRouterState({ select: ({ location }) => HASH.exec(location.hash)?.[1] })
  const visit = useRouterState({ select: ({ location }) => location.state.__TSR_key ?? '' })
  return useMemo(() => (comment ? { comment, visit } : null), [comment, visit])
}
