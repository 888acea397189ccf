// @vitest-environment happy-dom
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { afterEach, expect, test, vi } from 'vitest'
import { commandStore, type Command } from '@/components/commands'
import { Shortcuts } from './Shortcuts'

const went = vi.hoisted(() => vi.fn())
vi.mock('@tanstack/react-router', () => ({ useNavigate: () => went }))
vi.mock('react-i18next', () => ({ useTranslation: () => ({ t: (key: string) => key }) }))

const press = (key: string) =>
  window.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))

afterEach(() => went.mockClear())

test('leads on from a first key, though commands are offered anew in between, and ends no other', () => {
  const added = vi.fn()
  const add: Command = { id: 'add', label: 'Add', group: 'Board', keys: 'n', run: added }
  commandStore.setState({ lists: [[add]] })
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  flushSync(() => root.render(<Shortcuts />))

  press('g')
  flushSync(() =>
    commandStore.setState(({ lists }) => ({ lists: [[{ ...add }], ...lists.slice(1)] })),
  )
  press('n')

  expect(went).toHaveBeenCalledWith({ to: '/inbox' })
  expect(added).not.toHaveBeenCalled()

  press('n')
  expect(added).toHaveBeenCalledOnce()
  root.unmount()
})
