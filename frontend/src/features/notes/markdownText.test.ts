// @vitest-environment happy-dom
import { Editor, type JSONContent } from '@tiptap/core'
import { describe, expect, it } from 'vitest'
import { noteSchema } from './extensions'
import { looksLikeMarkdown } from './MarkdownPaste'
import { blocksOf } from './markdownText'

const extensions = noteSchema(() => false)

/** What the editor holds after Markdown is put into it: `name(content)`, marks as `mark:text`. */
function read(markdown: string): string {
  const editor = new Editor({ element: document.createElement('div'), extensions })
  editor.commands.setContent(blocksOf(markdown, extensions))
  const spelled = (editor.getJSON().content ?? []).map(spell).join(' ')
  editor.destroy()
  return spelled
}

function spell({ type = '', text, marks = [], attrs, content = [] }: JSONContent): string {
  if (text !== undefined) return [...marks.map((mark) => mark.type), text].join(':')
  const level = attrs?.['level'] as number | undefined
  const about = level ?? (attrs?.['checked'] === true ? 'x' : '')
  return `${type}${about}(${content.map(spell).join(' ')})`
}

describe('Markdown', () => {
  it('becomes blocks, lists and marks', () => {
    expect(read('## Plan\n\nAsk **Ben** about `x`, see [this](https://a.test).')).toBe(
      'heading2(Plan) paragraph(Ask  bold:Ben  about  code:x , see  link:this .)',
    )
    expect(read('- one\n- two\n\n1. first\n\n> said\n\n---')).toContain(
      'bulletList(listItem(paragraph(one)) listItem(paragraph(two)))',
    )
    expect(read('- [ ] send\n- [x] call')).toContain(
      'taskList(taskItem(paragraph(send)) taskItemx(paragraph(call)))',
    )
    expect(read('```\na *b*\n```')).toContain('codeBlock(a *b*)')
  })

  it('becomes a table', () => {
    const table = read('| Item | Price |\n| --- | --- |\n| Seats | 9 |')
    expect(table).toContain('tableRow(tableHeader(paragraph(Item)) tableHeader(paragraph(Price)))')
    expect(table).toContain('tableRow(tableCell(paragraph(Seats)) tableCell(paragraph(9)))')
  })

  it('brings no script, no address that runs one, and no image from elsewhere', () => {
    const editor = new Editor({ element: document.createElement('div'), extensions })
    const hostile =
      'ok <script>alert(1)</script> ![x](https://a.test/x.png) [l](javascript:alert(1))'
    editor.commands.setContent(blocksOf(hostile, extensions))
    expect(editor.getText()).toMatch(/^ok /)
    expect(editor.getHTML()).not.toMatch(/<script|<img|javascript:/)
    editor.destroy()
  })
})

describe('what looks like Markdown', () => {
  it.each(['# Title', 'a\n- b', '1. x', '> quote', '```js', '| a | b |', 'see [x](y)', '**b** c'])(
    'is %j',
    (text) => expect(looksLikeMarkdown(text)).toBe(true),
  )
  it.each([
    'Hello - there',
    '#1 in sales',
    '2 * 3 * 4',
    'snake_case_name',
    'a | b',
    '-5 °C',
    'C:\\__x',
  ])('is not %j', (text) => expect(looksLikeMarkdown(text)).toBe(false))
})
