import type { JSONContent } from '@tiptap/core'
import { diffArrays } from 'diff'

/** `gone`: it was there then, and is not now; `new`: it has come since. */
export type Change = 'gone' | 'new'

/** The text then and now in one, with what differs marked. `same` if nothing does. */
export function compared(then: JSONContent, now: JSONContent): { doc: JSONContent; same: boolean } {
  if (alike(then, now)) return { doc: then, same: true }
  return { doc: { ...then, content: blocks(then.content ?? [], now.content ?? []) }, same: false }
}

function blocks(then: readonly JSONContent[], now: readonly JSONContent[]): JSONContent[] {
  const found: JSONContent[] = []
  let gone: JSONContent[] = []
  for (const part of diffArrays([...then], [...now], { comparator: alike })) {
    if (part.removed) {
      gone = part.value
      continue
    }
    if (part.added) found.push(...replaced(gone, part.value))
    else found.push(...gone.map(as('gone')), ...part.value)
    gone = []
  }
  return [...found, ...gone.map(as('gone'))]
}

/** Blocks of one kind at the same place are one block that has changed. */
function replaced(gone: JSONContent[], come: JSONContent[]): JSONContent[] {
  const found: JSONContent[] = []
  for (let place = 0; place < Math.max(gone.length, come.length); place++) {
    const [then, now] = [gone[place], come[place]]
    if (then && now && then.type === now.type && then.content && now.content)
      found.push(within(then, now))
    else found.push(...(then ? [as('gone')(then)] : []), ...(now ? [as('new')(now)] : []))
  }
  return found
}

function within(then: JSONContent, now: JSONContent): JSONContent {
  const inner = (node: JSONContent) => node.content ?? []
  const lines = inner(then).some(isInline) || inner(now).some(isInline)
  const merge = lines ? words : blocks
  return { ...now, content: merge(inner(then), inner(now)) }
}

function words(then: readonly JSONContent[], now: readonly JSONContent[]): JSONContent[] {
  const parts = diffArrays(then.flatMap(tokens), now.flatMap(tokens), { comparator: alike })
  return joined(
    parts.flatMap(({ value, added, removed }) =>
      added || removed ? value.map(as(added ? 'new' : 'gone')) : value,
    ),
  )
}

/** A run of text as its words, spaces and signs. */
function tokens(node: JSONContent): JSONContent[] {
  if (node.type !== 'text') return [node]
  const found = node.text?.match(/[\p{L}\p{N}]+|\s+|[^\p{L}\p{N}\s]/gu) ?? []
  return found.map((text) => ({ ...node, text }))
}

function joined(parts: readonly JSONContent[]): JSONContent[] {
  const found: JSONContent[] = []
  for (const part of parts) {
    const last = found.at(-1)
    const goesOn = last?.type === 'text' && part.type === 'text' && alike(last.marks, part.marks)
    if (last && goesOn) found[found.length - 1] = { ...last, text: `${last.text}${part.text}` }
    else found.push(part)
  }
  return found
}

function as(change: Change): (node: JSONContent) => JSONContent {
  return (node) => {
    if (isInline(node)) return { ...node, marks: [...(node.marks ?? []), { type: change }] }
    if (node.content) return { ...node, content: node.content.map(as(change)) }
    return { ...node, attrs: { ...node.attrs, change } }
  }
}

const isInline = ({ type }: JSONContent) =>
  type === 'text' || type === 'mention' || type === 'hardBreak'

function alike(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

/** Without an order of keys, and without what is not said. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined)
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]),
  )
}
