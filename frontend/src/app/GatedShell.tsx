import { Gate } from './Gate'
import { Shell } from './shell/Shell'

/** The shell, for the signed-in. */
export function GatedShell() {
  return (
    <Gate>
      <Shell />
    </Gate>
  )
}
