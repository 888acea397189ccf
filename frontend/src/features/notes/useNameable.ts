import { useCallback, useEffect, useRef } from 'react'
import { useMentionables, type Named } from '@/components/records/mentionables'
import { useMe } from '@/sync'
import type { IsMine } from './extensions'

/**
 * Whom @ may call in a note, and which of them one is oneself.
 *
 * Functions that stay the same: the editor asks them as it goes, and is not made anew for a new colleague.
 */
export function useNameable(): { nameable: () => readonly Named[]; isMine: IsMine } {
  const me = useMe().user.id
  const { all, active } = useMentionables()
  const known = useRef({ me, all, active })
  useEffect(() => {
    known.current = { me, all, active }
  }, [me, all, active])
  const nameable = useCallback(() => known.current.active, [])
  const isMine = useCallback<IsMine>((id) => {
    const { me: mine, all: everybody } = known.current
    return id === mine || everybody.some((one) => one.id === id && one.members?.includes(mine))
  }, [])
  return { nameable, isMine }
}
