import { onDemand } from '@/components/ui/onDemand'
import { useDemo } from './demo'

const Corner = onDemand(() => import('./Corner'))

/** The demo's own corner of the sidebar: what to try, teammates to open, teammates to simulate. */
export function DemoCorner() {
  const demo = useDemo()
  return demo ? <Corner demo={demo} /> : null
}
