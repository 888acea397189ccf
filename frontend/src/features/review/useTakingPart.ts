import { useEffect } from 'react'
import { api } from '@/api/client'
import { useMe, useStatus } from '@/sync'
import type { Review } from './review'

/** Who is in a review's room has taken part in it: said once, and again with the next connection if it was lost. */
export function useTakingPart({ id, tookPart }: Review): void {
  const me = useMe().user.id
  const live = useStatus(({ connection }) => connection === 'live')
  const told = tookPart.includes(me)
  useEffect(() => {
    if (told || !live) return
    const params = { path: { record_id: id } }
    api.POST('/reviews/{record_id}/join', { params }).catch(() => undefined)
  }, [id, told, live])
}
