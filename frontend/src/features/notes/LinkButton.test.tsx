// @vitest-environment happy-dom
import { Editor } from '@tiptap/core'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { expect, it, vi } from 'vitest'
import { commandStore } from '@/components/commands'
import { noteSchema } from './extensions'
import { LinkButton } from './LinkButton'

vi.mock('react-i18next', () => ({ useTranslation: () => ({ t: (key: string) => key }) }))

it('takes ⌘K while words of the note are selected, and leaves it to the palette else', async () => {
  const place = document.body.appendChild(document.createElement('div'))
  const element = document.body.appendChild(document.createElement('div'))
  const editor = new Editor({
    element,
    extensions: noteSchema(() => false),
    content: '<p>the offer</p>',
  })
  const root = createRoot(place)
  flushSync(() => root.render(<LinkButton editor={editor} active={false} className="" icon="" />))
  const offered = () => commandStore.getState().lists.flat()
  editor.view.dom.focus()
  expect(offered()).toEqual([])

  editor.commands.setTextSelection({ from: 5, to: 10 })
  await vi.waitFor(() => expect(offered().map(({ keys }) => keys)).toEqual(['$mod+k']))
  flushSync(() => offered()[0]?.run())
  const address = () => document.querySelector<HTMLInputElement>('input[inputmode=url]')
  await vi.waitFor(() => expect(address()).not.toBeNull())

  editor.view.dom.blur()
  await vi.waitFor(() => expect(offered()).toEqual([]))
  flushSync(() => root.unmount())
  editor.destroy()
})
