// @vitest-environment happy-dom
import { Editor } from '@tiptap/core'
import { expect, it, vi } from 'vitest'
import { noteSchema } from './extensions'

// linkifyjs takes its way to the console along when it is imported.
const warn = vi.hoisted(() => vi.spyOn(console, 'warn').mockReturnValue(undefined))

it('opens beside another text in which a link was written without a warning', async () => {
  const open = () =>
    new Promise<Editor>((opened) => {
      new Editor({
        extensions: noteSchema(() => false),
        onCreate: ({ editor }) => opened(editor),
      })
    })
  const first = await open()
  first.commands.insertContent('example.com')
  first.commands.insertContent(' ')
  expect(first.getHTML()).toContain('href="https://example.com"')
  first.commands.setContent('<a href="javascript:alert(1)">bad</a>')
  expect(first.getHTML()).not.toContain('javascript')
  const second = await open()
  expect(warn).not.toHaveBeenCalled()
  first.destroy()
  second.destroy()
})
