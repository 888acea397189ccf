// @vitest-environment happy-dom
import { Editor, getSchema } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { noteSchema } from './extensions'
import { removeUnreadable, unreadable } from './unreadable'

type Part = Y.XmlElement | Y.XmlText
const schema = getSchema(noteSchema(() => false))

function element(name: string, attributes: Record<string, unknown>, ...parts: Part[]) {
  const made = new Y.XmlElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value as string)
  made.insert(0, parts)
  return made
}
const line = (...parts: Part[]) => element('paragraph', {}, ...parts)
const words = (text: string, attributes = {}) => {
  const made = new Y.XmlText()
  made.insert(0, text, attributes)
  return made
}
const cell = (attributes: object) =>
  element('table', {}, element('tableRow', {}, element('tableCell', { ...attributes }, line())))
const embed = () => {
  const made = words('ab')
  made.insertEmbed(1, { film: 1 })
  return made
}
const foreign = (made: object) => made as Part
const deep = (levels: number): Part =>
  levels === 0 ? line(words('down here')) : element('blockquote', {}, deep(levels - 1))

const HARMFUL: Record<string, () => Part> = {
  'a block of a newer version': () => element('hologram', {}),
  'one within a block': () => element('blockquote', {}, line(words('kept')), element('film', {})),
  'an element called text': () => element('text', {}),
  'a document in the document': () => element('doc', {}, line(words('x'))),
  'a name every object has': () => element('constructor', {}),
  'a mark of a newer version': () => line(words('kept', { shiny: {} })),
  'a link to no address': () => line(words('kept', { link: { href: { to: 1 } } })),
  'something among the letters': () => line(embed()),
  'a cell wider than memory': () => cell({ colspan: 1e9 }),
  'a cell higher than memory': () => cell({ rowspan: 1e9 }),
  'a width that is none': () => cell({ colwidth: 'wide' }),
  'an object where a word belongs': () => line(element('mention', { id: { a: 1 }, label: 'Ana' })),
  'a hook': () => foreign(new Y.XmlHook('x')),
  'a map': () => foreign(new Y.Map()),
  'an array within a line': () => line(foreign(new Y.Array())),
  'bare words': () => words('bare'),
  'more levels than a stack has': () => deep(60),
}

const fragmentOf = (doc: Y.Doc) => doc.getXmlFragment('default')

/** A note of one line, as somebody else's program left it. */
function crafted(part: Part): Y.Doc {
  const theirs = new Y.Doc()
  fragmentOf(theirs).push([line(words('first')), part])
  const here = new Y.Doc()
  Y.applyUpdate(here, Y.encodeStateAsUpdate(theirs))
  return here
}

const opened: Editor[] = []
// A view that is left open looks at its page once more when that has gone.
afterEach(() => opened.splice(0).forEach((editor) => editor.destroy()))

function open(doc: Y.Doc): Editor {
  const collaboration = Collaboration.configure({ document: doc, field: 'default' })
  const editor = new Editor({
    element: document.createElement('div'),
    extensions: [...noteSchema(() => false), collaboration],
  })
  opened.push(editor)
  editor.commands.insertContentAt(1, 'the ')
  return editor
}

describe('what can’t be shown', () => {
  it.each(Object.entries(HARMFUL))('is found, and without it the note opens: %s', (_, make) => {
    const doc = crafted(make())
    const found = unreadable(fragmentOf(doc), schema)
    expect(found.length).toBeGreaterThan(0)
    removeUnreadable(doc, found)
    expect(unreadable(fragmentOf(doc), schema)).toEqual([])
    const editor = open(doc)
    expect(editor.getText()).toMatch(/^the first/)
  })

  it('goes without the words around it', () => {
    for (const name of [
      'one within a block',
      'a mark of a newer version',
      'a link to no address',
    ]) {
      const doc = crafted(HARMFUL[name]?.() ?? line())
      removeUnreadable(doc, unreadable(fragmentOf(doc), schema))
      expect(open(doc).getText(), name).toContain('kept')
    }
  })

  it('is none of what the editor writes', () => {
    const doc = crafted(line())
    const editor = open(doc)
    editor.commands.setContent({
      type: 'doc',
      content: [
        { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'Plan' }] },
        {
          type: 'paragraph',
          content: [
            { type: 'mention', attrs: { id: 'u1', label: 'Ana' } },
            {
              type: 'text',
              text: 'see',
              marks: [{ type: 'link', attrs: { href: 'https://a.test' } }, { type: 'bold' }],
            },
            { type: 'hardBreak' },
          ],
        },
        { type: 'image', attrs: { fileId: 'f1', alt: 'x' } },
        {
          type: 'taskList',
          content: [
            { type: 'taskItem', attrs: { checked: true }, content: [{ type: 'paragraph' }] },
          ],
        },
        {
          type: 'table',
          content: [
            {
              type: 'tableRow',
              content: [
                {
                  type: 'tableHeader',
                  attrs: { colspan: 2, rowspan: 1, colwidth: [100, 80] },
                  content: [{ type: 'paragraph' }],
                },
              ],
            },
          ],
        },
      ],
    })
    expect(fragmentOf(doc).length).toBeGreaterThan(4)
    expect(unreadable(fragmentOf(doc), schema)).toEqual([])
  })
})
