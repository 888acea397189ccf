import type { Schema } from '@tiptap/pm/model'
import * as Y from 'yjs'

/** A part of a note's document that the editor does not know, or that would break it. */
export interface Unreadable {
  remove: (transaction: Y.Transaction) => void
}

type Check = (value: unknown) => boolean

const DEEPEST = 50 // levels of blocks; the call stack ends far below
const WIDEST = 1_000 // columns or rows of a table's cell; the browser's memory ends above
const plain: Check = (value) =>
  value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value)
const span: Check = (value) =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= WIDEST
const ATTRIBUTES: Record<string, Check> = {
  colspan: span,
  rowspan: span,
  colwidth: (value) =>
    value === null ||
    (Array.isArray(value) && value.length <= WIDEST && value.every(Number.isFinite)),
  href: (value) => value === null || typeof value === 'string',
}

/**
 * What of a note this version can't show: written by a newer one, or by a program that is no editor.
 *
 * The editor's binding deletes what it does not know, for everybody, and breaks on the rest: it must
 * not get to see a document before this has found nothing.
 */
export function unreadable(fragment: Y.XmlFragment, schema: Schema): Unreadable[] {
  return contentOf(fragment).flatMap(({ type, remove }) =>
    isElement(type) ? inElement(type, remove, schema, 1) : [{ remove }],
  )
}

/** Take out of a document what can't be shown; marks and attributes only, where the words can be kept. */
export function removeUnreadable(doc: Y.Doc, parts: readonly Unreadable[]): void {
  // From the end: places in a text before it stay what they are.
  doc.transact((transaction) => parts.toReversed().forEach(({ remove }) => remove(transaction)))
}

function inElement(
  element: Y.XmlElement,
  remove: Unreadable['remove'],
  schema: Schema,
  depth: number,
): Unreadable[] {
  const node = Object.hasOwn(schema.nodes, element.nodeName) && schema.nodes[element.nodeName]
  if (!node || node.isText || node === schema.topNodeType || depth > DEEPEST) return [{ remove }]
  const attributes = Object.entries(element.getAttributes())
    .filter(([name, value]) => isBad(name, value, node.spec.attrs))
    .map(([name]) => ({ remove: () => element.removeAttribute(name) }))
  const inside = contentOf(element).flatMap((part) => {
    if (isElement(part.type)) return inElement(part.type, part.remove, schema, depth + 1)
    return part.type instanceof Y.XmlText ? inText(part.type, schema) : [{ remove: part.remove }]
  })
  return [...attributes, ...inside]
}

function inText(text: Y.XmlText, schema: Schema): Unreadable[] {
  let at = 0
  return (text.toDelta() as Piece[]).flatMap(({ insert, attributes = {} }): Unreadable[] => {
    const start = at
    const length = typeof insert === 'string' ? insert.length : 1
    at += length
    if (typeof insert !== 'string') return [{ remove: () => text.delete(start, 1) }]
    return Object.entries(attributes)
      .filter(([name, value]) => !isMark(name, value, schema))
      .map(([name]) => ({ remove: () => text.format(start, length, { [name]: null }) }))
  })
}

interface Piece {
  insert: unknown
  attributes?: Record<string, unknown>
}

/** A mark's name may carry a hash, where several of its kind lie over each other. */
function isMark(name: string, value: unknown, { marks }: Schema): boolean {
  const known = name.replace(/--[a-zA-Z0-9+/=]{8}$/, '')
  const mark = Object.hasOwn(marks, known) ? marks[known] : undefined
  const values = typeof value === 'object' ? (value ?? {}) : {}
  return !!mark && !Object.entries(values).some(([key, one]) => isBad(key, one, mark.spec.attrs))
}

/** What the schema does not know is ignored by the editor. */
function isBad(name: string, value: unknown, known: object | null | undefined): boolean {
  return !!known && Object.hasOwn(known, name) && !(ATTRIBUTES[name] ?? plain)(value)
}

/** What lies directly in an element: other elements and texts, or (no type) what does not belong there. */
function contentOf(parent: Y.XmlFragment): { type: unknown; remove: Unreadable['remove'] }[] {
  const found = []
  for (let item = parent._start; item; item = item.right) {
    const one = item
    if (!one.deleted)
      found.push({
        type: one.content instanceof Y.ContentType ? one.content.type : undefined,
        remove: (transaction: Y.Transaction) => one.delete(transaction),
      })
  }
  return found
}

const isElement = (type: unknown): type is Y.XmlElement => type instanceof Y.XmlElement
