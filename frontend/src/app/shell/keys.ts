import { create } from 'zustand'

interface Overlays {
  palette: boolean
  keys: boolean
}

/** Which of the shell's overlays are open. */
export const useOverlays = create<Overlays>(() => ({ palette: false, keys: false }))

export const showPalette = () => useOverlays.setState({ palette: true })
export const showKeys = () => useOverlays.setState({ keys: true })
