import type { ReactNode } from 'react'
import { Gate } from './Gate'
import { Shell } from './shell/Shell'

/** The shell, for the signed-in. */
export function GatedShell(): ReactNode {
  return (
    <Gate>
      <Shell />
    </Gate>
  )
}
