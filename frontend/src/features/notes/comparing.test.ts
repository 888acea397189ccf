import type { JSONContent } from '@tiptap/core'
import { describe, expect, it } from 'vitest'
import { compared } from './comparing'

const text = (words: string, ...marks: string[]): JSONContent => ({
  type: 'text',
  text: words,
  ...(marks.length > 0 ? { marks: marks.map((type) => ({ type })) } : {}),
})
const line = (...content: JSONContent[]): JSONContent => ({ type: 'paragraph', content })
const doc = (...content: JSONContent[]): JSONContent => ({ type: 'doc', content })

/** `-gone- +new+ kept`, a line per block. */
function spelled(node: JSONContent): string {
  if (node.type === 'text' || !node.content) {
    const change = node.attrs?.['change'] as string | undefined
    const sign = node.marks?.some(({ type }) => type === 'gone') || change === 'gone' ? '-' : ''
    const plus = node.marks?.some(({ type }) => type === 'new') || change === 'new' ? '+' : ''
    return `${sign}${plus}${node.text ?? node.type ?? ''}${plus}${sign}`
  }
  return node.content
    .map(spelled)
    .join(node.content.some(({ type }) => type === 'text') ? '' : '\n')
}

const shown = (then: JSONContent, now: JSONContent) => spelled(compared(then, now).doc)

describe('comparing', () => {
  it('says when nothing differs, whatever the order of attributes', () => {
    const a = { type: 'heading', attrs: { level: 2, id: null }, content: [text('x')] }
    const b = { type: 'heading', attrs: { level: 2 }, content: [text('x')] }
    expect(compared(doc(a), doc(b)).same).toBe(true)
  })

  it('marks words within a line that has changed', () => {
    expect(
      shown(doc(line(text('call Ben on Monday'))), doc(line(text('call Ana on Friday')))),
    ).toBe('call -Ben-+Ana+ on -Monday-+Friday+')
  })

  it('marks lines that have gone or come, and leaves the others alone', () => {
    const then = doc(line(text('one')), line(text('two')), line(text('three')))
    const now = doc(line(text('one')), line(text('three')), line(text('four')))
    expect(shown(then, now)).toBe('one\n-two-\nthree\n+four+')
  })

  it('takes another formatting for a change', () => {
    expect(shown(doc(line(text('big deal'))), doc(line(text('big', 'bold'), text(' deal'))))).toBe(
      '-big-+big+ deal',
    )
  })

  it('looks into lists, and marks what has no words', () => {
    const list = (...items: string[]): JSONContent => ({
      type: 'bulletList',
      content: items.map((item) => ({ type: 'listItem', content: [line(text(item))] })),
    })
    const image = { type: 'image', attrs: { fileId: '1' } }
    expect(shown(doc(list('a', 'b')), doc(list('a', 'c')))).toBe('a\n-b-+c+')
    expect(shown(doc(image, line(text('x'))), doc(line(text('x'))))).toBe('-image-\nx')
  })
})
