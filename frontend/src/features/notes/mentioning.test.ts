// @vitest-environment happy-dom
import { Editor } from '@tiptap/core'
import { afterEach, expect, it } from 'vitest'
import { mentionFor, noteSchema } from './extensions'
import { mentioning, OneSpace } from './mentioning'

const ben = { id: 'u2', label: 'Ben Okafor' }
const suggestion = mentioning(() => [])
const nobody = () => false
let editor: Editor
afterEach(() => editor.destroy())

function written(text: string): Editor {
  const schema = noteSchema(nobody).filter(({ name }) => name !== 'mention')
  editor = new Editor({ extensions: [...schema, mentionFor(nobody), OneSpace], content: text })
  return editor
}

/** As a browser brings a letter to the editor. */
function type(letter: string): void {
  const { view, state } = editor
  const { from, to } = state.selection
  const letters = () => state.tr.insertText(letter, from, to)
  if (!view.someProp('handleTextInput', (take) => take(view, from, to, letter, letters)))
    view.dispatch(letters())
}

it('goes on after a mention with one space, whether one types it or not', () => {
  written('<p>Ask @be</p>')
  suggestion.command?.({ editor, range: { from: 5, to: 8 }, props: ben })
  for (const letter of ' about') type(letter)
  expect(editor.getText()).toBe('Ask @Ben Okafor about')
  type(' ')
  type(' ')
  expect(editor.getText()).toBe('Ask @Ben Okafor about  ')
})

it('takes the space that stands there already', () => {
  written('<p>Ask @be about</p>')
  suggestion.command?.({ editor, range: { from: 5, to: 8 }, props: ben })
  expect(editor.getText()).toBe('Ask @Ben Okafor about')
})
