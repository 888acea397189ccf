import { useEffect } from 'react'
import { follow, unfollow, useFollowing, type Leader } from '@/components/following'

/** Follow whoever presents, also the next one; who looks for themselves is offered the way back to them. */
export function useAttached(presenter: Leader | undefined, presenting: boolean): void {
  const { id, name } = presenter ?? {}
  useEffect(() => {
    if (presenting) return unfollow()
    if (!id || !name) return
    if (useFollowing.getState().left) useFollowing.setState({ left: { id, name } })
    else follow({ id, name })
  }, [presenting, id, name])
  // Leaving the room is leaving the presenter.
  useEffect(() => unfollow, [])
}
