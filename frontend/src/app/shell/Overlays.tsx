import { onDemand } from '@/components/ui/onDemand'
import { useStatus } from '@/sync'
import { useSettled } from '../settled'
import { useOverlays } from './keys'
import { PendingPanel } from './StatusBadge'
import { useTypeAhead } from './typeAhead'

const Palette = onDemand(() => import('./Palette'))
const KeysDialog = onDemand(() => import('./KeysDialog'))
const ConflictDialog = onDemand(() => import('./ConflictDialog'))
const UndoHost = onDemand(() => import('@/features/undo/UndoHost'))
const BulkProgress = onDemand(() => import('@/features/records/bulk/BulkProgress'))

/** What lies over every screen at times. */
export function Overlays() {
  const palette = useOverlays((state) => state.palette)
  const keys = useOverlays((state) => state.keys)
  const conflict = useStatus((status) => status.conflicts.length > 0)
  const settled = useSettled()
  useTypeAhead()
  return (
    <>
      {palette && <Palette />}
      {keys && <KeysDialog />}
      {conflict && <ConflictDialog />}
      {settled && <UndoHost />}
      {settled && <BulkProgress />}
    </>
  )
}

/** Fetch what is opened by keys before it is, also for when the network is away. */
export function preloadOverlays(): void {
  for (const part of [Palette, KeysDialog, ConflictDialog, PendingPanel]) part.preload()
}
