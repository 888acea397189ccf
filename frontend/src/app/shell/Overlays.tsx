import { onDemand } from '@/components/ui/onDemand'
import { useStatus } from '@/sync'
import { useOverlays } from './keys'
import { useTypeAhead } from './typeAhead'

const Palette = onDemand(() => import('./Palette'))
const KeysDialog = onDemand(() => import('./KeysDialog'))
const ConflictDialog = onDemand(() => import('./ConflictDialog'))

/** What lies over every screen at times. */
export function Overlays() {
  const palette = useOverlays((state) => state.palette)
  const keys = useOverlays((state) => state.keys)
  const conflict = useStatus((status) => status.conflicts.length > 0)
  useTypeAhead()
  return (
    <>
      {palette && <Palette />}
      {keys && <KeysDialog />}
      {conflict && <ConflictDialog />}
    </>
  )
}

/** Fetch what is opened by keys before it is, also for when the network is away. */
export function preloadOverlays(): void {
  for (const part of [Palette, KeysDialog, ConflictDialog]) part.preload()
}
