import { create } from 'zustand'

interface Overlays {
  palette: boolean
  /** What is typed into the palette. */
  query: string
  keys: boolean
}

/** Which of the shell's overlays are open. */
export const useOverlays = create<Overlays>(() => ({ palette: false, query: '', keys: false }))

export const showPalette = () => useOverlays.setState({ palette: true, query: '' })
export const showKeys = () => useOverlays.setState({ keys: true })
