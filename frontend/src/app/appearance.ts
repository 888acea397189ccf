import { create } from 'zustand'
import { persist } from 'zustand/middleware'

interface Appearance {
  theme: 'light' | 'dark' | 'system'
  density: 'comfortable' | 'compact'
  setTheme: (theme: Appearance['theme']) => void
  setDensity: (density: Appearance['density']) => void
}

const DARK = '(prefers-color-scheme: dark)'
const prefersDark = matchMedia(DARK)
// Never asked: one that is asked after a change, and before the frame that would tell of it, tells nothing.
const systemTheme = matchMedia(DARK)

/** Theme and density of this browser; `public/appearance.js` reads the same key before the first paint. */
export const useAppearance = create<Appearance>()(
  persist(
    (set) => ({
      theme: 'system',
      density: 'comfortable',
      setTheme: (theme) => set({ theme }),
      setDensity: (density) => set({ density }),
    }),
    { name: 'sp-appearance' },
  ),
)

/** Whether the screen is dark now. */
export function isDark(theme: Appearance['theme']): boolean {
  return theme === 'dark' || (theme === 'system' && prefersDark.matches)
}

/** Keep the page's attributes in step with the setting and the system. */
export function followAppearance(): void {
  const show = () => {
    const { theme, density } = useAppearance.getState()
    document.documentElement.dataset['theme'] = isDark(theme) ? 'dark' : 'light'
    document.documentElement.dataset['density'] = density
  }
  useAppearance.subscribe(show)
  systemTheme.addEventListener('change', show)
  show()
}
