// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'

test('what the system’s theme is now is told by the system alone, and every screen hears of it', async () => {
  const system = Object.assign(new EventTarget(), { matches: false })
  vi.stubGlobal('matchMedia', () => system)
  const { followAppearance, useAppearance } = await import('./appearance')
  followAppearance()
  const shown = () => document.documentElement.dataset['theme']
  expect(shown()).toBe('light')

  const drawn = vi.fn()
  useAppearance.subscribe(drawn)
  system.dispatchEvent(Object.assign(new Event('change'), { matches: true }))
  expect(shown()).toBe('dark')
  expect(drawn).toHaveBeenCalledOnce()

  useAppearance.getState().setTheme('light')
  expect(shown()).toBe('light')
  const kept: unknown = JSON.parse(localStorage.getItem('sp-appearance') ?? '{}')
  expect(kept).toMatchObject({ state: { theme: 'light', density: 'comfortable' } })
  expect(JSON.stringify(kept)).not.toContain('systemDark')
})
