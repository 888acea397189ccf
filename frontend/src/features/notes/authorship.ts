import { Extension } from '@tiptap/core'
import type { Node as TextNode } from '@tiptap/pm/model'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import * as Y from 'yjs'
import { personHue, type Person } from '@/components/ui/Avatar'

/** Who brought a client's clocks from `clock` up to, but without, `until`. */
export interface Writer {
  client: number
  clock: number
  until: number
  user: { id: string | null; name: string | null }
}

/** A stretch of the text, in the editor's positions, and who wrote it. */
export interface Passage {
  from: number
  to: number
  author: Person | null
}

export type AuthorOf = (client: number, clock: number) => { author: Person | null; until: number }

/** Looks authors up by client and clock; `present` knows those who have come since. */
export function authorship(
  writers: readonly Writer[],
  present: (client: number) => Person | null,
): AuthorOf {
  const byClient = new Map<number, Writer[]>()
  for (const writer of writers)
    byClient.set(writer.client, [...(byClient.get(writer.client) ?? []), writer])
  return (client, clock) => {
    const known = byClient.get(client)?.find((one) => clock >= one.clock && clock < one.until)
    if (!known) return { author: present(client), until: Infinity }
    const { id, name } = known.user
    return { author: id ? { id, name: name ?? '' } : null, until: known.until }
  }
}

/** Who wrote which stretch of the text, in reading order. The document's items know their client. */
export function passages(fragment: Y.XmlFragment, text: TextNode, authorOf: AuthorOf): Passage[] {
  const found: Passage[] = []
  const add = (from: number, length: number, client: number, clock: number) => {
    for (let done = 0; done < length;) {
      const { author, until } = authorOf(client, clock + done)
      const part = Math.max(1, Math.min(length - done, until - clock - done))
      const last = found.at(-1)
      if (last && last.to === from + done && last.author?.id === author?.id) last.to += part
      else found.push({ from: from + done, to: from + done + part, author })
      done += part
    }
  }
  const walk = (parent: Y.XmlFragment, start: number): void => {
    let at = start
    for (const child of parent.toArray()) {
      if (child instanceof Y.XmlText) {
        for (let item = child._start; item; item = item.right) {
          if (item.deleted || !item.countable) continue
          add(at, item.length, item.id.client, item.id.clock)
          at += item.length
        }
      } else if (child instanceof Y.XmlElement) {
        const node = text.nodeAt(at)
        if (!node) return // the editor has not come that far yet
        const item = child._item
        if (node.isAtom && item) add(at, node.nodeSize, item.id.client, item.id.clock)
        else walk(child, at + 1)
        at += node.nodeSize
      }
    }
  }
  walk(fragment, 0)
  return found
}

const shown = new PluginKey<AuthorOf | null>('authorship')

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    authorship: {
      /** Colour the text by who wrote it; `null` takes the colours away. */
      showAuthors: (authorOf: AuthorOf | null) => ReturnType
    }
  }
}

/** Colours the text by author, on demand. */
export const Authorship = Extension.create<{ fragment: Y.XmlFragment | null }>({
  name: 'authorship',
  addOptions: () => ({ fragment: null }),
  addCommands: () => ({
    showAuthors:
      (authorOf) =>
      ({ tr, dispatch }) => {
        dispatch?.(tr.setMeta(shown, authorOf ?? 'none'))
        return true
      },
  }),
  addProseMirrorPlugins() {
    const { fragment } = this.options
    return [
      new Plugin<AuthorOf | null>({
        key: shown,
        state: {
          init: () => null,
          apply: (transaction, before) => {
            const told = transaction.getMeta(shown) as AuthorOf | 'none' | undefined
            return told === undefined ? before : told === 'none' ? null : told
          },
        },
        props: {
          decorations(state) {
            const authorOf = shown.getState(state)
            if (!authorOf || !fragment) return null
            return DecorationSet.create(
              state.doc,
              passages(fragment, state.doc, authorOf).flatMap(coloured),
            )
          },
        },
      }),
    ]
  },
})

function coloured({ from, to, author }: Passage): Decoration[] {
  if (!author) return []
  return [
    Decoration.inline(from, to, {
      class: 'note-author',
      style: `--hue: ${personHue(author.id)}`,
      title: author.name,
    }),
  ]
}
