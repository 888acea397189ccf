import { Schema } from '@tiptap/pm/model'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { authorship, passages, type Writer } from './authorship'

const schema = new Schema({
  nodes: {
    doc: { content: 'block+' },
    paragraph: { group: 'block', content: 'inline*' },
    image: { group: 'block' },
    text: { group: 'inline' },
    mention: { group: 'inline', inline: true },
  },
})

const wrote = (client: number, clock: number, until: number, name: string): Writer => ({
  client,
  clock,
  until,
  user: { id: name, name },
})

function paragraph(doc: Y.Doc, words: string): Y.XmlText {
  const element = new Y.XmlElement('paragraph')
  const text = new Y.XmlText()
  doc.getXmlFragment('default').push([element])
  element.push([text])
  text.insert(0, words)
  return text
}

describe('authorship', () => {
  it('finds whose each stretch is, in the positions of the editor', () => {
    const ana = new Y.Doc()
    ana.clientID = 1
    const ben = new Y.Doc()
    ben.clientID = 2
    paragraph(ana, 'Hello there')
    Y.applyUpdate(ben, Y.encodeStateAsUpdate(ana))
    const first = ben.getXmlFragment('default').get(0) as Y.XmlElement
    ;(first.get(0) as Y.XmlText).insert(5, ' dear')
    ben.getXmlFragment('default').push([new Y.XmlElement('image')])
    paragraph(ben, 'Bye')
    const text = schema.node('doc', null, [
      schema.node('paragraph', null, [schema.text('Hello dear there')]),
      schema.node('image'),
      schema.node('paragraph', null, [schema.text('Bye')]),
    ])
    const authorOf = authorship([wrote(1, 0, 99, 'ana'), wrote(2, 0, 99, 'ben')], () => null)
    const found = passages(ben.getXmlFragment('default'), text, authorOf)
    expect(found.map(({ from, to, author }) => [author?.id, from, to])).toEqual([
      ['ana', 1, 6],
      ['ben', 6, 11],
      ['ana', 11, 17],
      ['ben', 18, 19],
      ['ben', 20, 23],
    ])
    expect(text.textBetween(6, 11)).toBe(' dear')
  })

  it('splits what one client holds by who brought it, and asks who is present for the rest', () => {
    const doc = new Y.Doc()
    doc.clientID = 7
    paragraph(doc, 'abcdef') // the element and its text take clocks 0 and 1
    const text = schema.node('doc', null, [schema.node('paragraph', null, [schema.text('abcdef')])])
    const writers = [wrote(7, 0, 4, 'ana'), wrote(7, 4, 6, 'ben')]
    const authorOf = authorship(writers, (client) => ({ id: `now ${client}`, name: '' }))
    const found = passages(doc.getXmlFragment('default'), text, authorOf)
    expect(found.map(({ from, to, author }) => [author?.id, text.textBetween(from, to)])).toEqual([
      ['ana', 'ab'],
      ['ben', 'cd'],
      ['now 7', 'ef'],
    ])
  })
})
