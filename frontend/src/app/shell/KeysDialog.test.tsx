// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import '@/locales'
import { FakeScreen } from '@/sync/live.fake'
import { useOverlays } from './keys'
import KeysDialog from './KeysDialog'

/** What can be done with the board by keys alone is nowhere else to be read. */
test('the keys that move a card are listed', async () => {
  useOverlays.setState({ keys: true })
  const screen = new FakeScreen()
  screen.show(<KeysDialog />)
  await vi.waitFor(() => expect(document.body.textContent).toContain('Lift a card'))
  screen.close()
})
