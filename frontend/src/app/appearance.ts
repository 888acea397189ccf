import { create } from 'zustand'
import { persist } from 'zustand/middleware'

interface Appearance {
  theme: 'light' | 'dark' | 'system'
  density: 'comfortable' | 'compact'
  /** The system's own theme, as it last told us. */
  systemDark: boolean
  setTheme: (theme: Appearance['theme']) => void
  setDensity: (density: Appearance['density']) => void
}

// Asked once: one that is asked after a change, and before the frame that would tell of it, tells nothing.
const systemTheme = matchMedia('(prefers-color-scheme: dark)')

/** Theme and density of this browser; `public/appearance.js` reads the same key before the first paint. */
export const useAppearance = create<Appearance>()(
  persist(
    (set) => ({
      theme: 'system',
      density: 'comfortable',
      systemDark: systemTheme.matches,
      setTheme: (theme) => set({ theme }),
      setDensity: (density) => set({ density }),
    }),
    { name: 'sp-appearance', partialize: ({ theme, density }) => ({ theme, density }) },
  ),
)

/** Whether the screen is dark now. */
export function useDark(): boolean {
  return useAppearance(isDark)
}

function isDark({ theme, systemDark }: Appearance): boolean {
  return theme === 'dark' || (theme === 'system' && systemDark)
}

/** Keep the page's attributes in step with the setting and the system. */
export function followAppearance(): void {
  const show = () => {
    const appearance = useAppearance.getState()
    document.documentElement.dataset['theme'] = isDark(appearance) ? 'dark' : 'light'
    document.documentElement.dataset['density'] = appearance.density
  }
  useAppearance.subscribe(show)
  systemTheme.addEventListener('change', ({ matches }) =>
    useAppearance.setState({ systemDark: matches }),
  )
  show()
}
