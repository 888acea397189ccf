import { useEffect } from 'react'
import { unsentNotes, useLive, useMe } from '@/sync'

/** Once for the app: what was written offline in notes goes out when there is a line again. */
export function useUnsentNotes(): void {
  const { stream } = useLive()
  const me = useMe()
  useEffect(
    () =>
      stream.on('ready', () => {
        const unsent = unsentNotes(me)
        // The editor's code is loaded only if there is anything to send.
        if (unsent.length > 0)
          void import('./sendUnsent').then(({ sendUnsent }) => sendUnsent(stream, me, unsent))
      }),
    [stream, me],
  )
}
