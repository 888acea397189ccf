import { Extension } from '@tiptap/core'
import type { MentionNodeAttrs } from '@tiptap/extension-mention'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import type { SuggestionOptions } from '@tiptap/suggestion'
import i18next from 'i18next'
import { UsersRound } from 'lucide-react'
import type { Named } from '@/components/records/mentionables'
import { Avatar } from '@/components/ui/Avatar'
import { listAtCaret } from './suggesting'
import type { Choice } from './SuggestionList'

const MOST = 6

/** `@` offers people and teams; who is chosen hears of it. */
export function mentioning(
  all: () => readonly Named[],
): Omit<SuggestionOptions<Choice, MentionNodeAttrs>, 'editor'> {
  return {
    pluginKey: new PluginKey('mentioning'),
    char: '@',
    allowedPrefixes: [' ', '(', '['],
    items: ({ query }) => named(all(), query).slice(0, MOST).map(choiceOf),
    command: ({ editor, range: { from, to }, props: { id, label } }) => {
      // A space that stands there already is the one that follows.
      const spaced = editor.state.doc.resolve(to).nodeAfter?.text?.startsWith(' ')
      editor
        .chain()
        .focus()
        .insertContentAt({ from, to: spaced ? to + 1 : to }, [
          { type: 'mention', attrs: { id, label } },
          { type: 'text', text: ' ' },
        ])
        .run()
    },
    render: listAtCaret(() => ({
      label: i18next.t('notes.choose.mention'),
      nothing: i18next.t('notes.nobody'),
    })),
  }
}

/** Those of whose names a word begins like this. */
export function named(all: readonly Named[], query: string): readonly Named[] {
  const wanted = query.toLowerCase()
  return all.filter(({ name }) =>
    name
      .toLowerCase()
      .split(/\s+/)
      .some((word) => word.startsWith(wanted)),
  )
}

function choiceOf({ id, name, members }: Named): Choice {
  if (!members)
    return { id, label: name, icon: <Avatar person={{ id, name }} size={20} named={false} /> }
  return {
    id,
    label: name,
    detail: i18next.t('notes.team', { count: members.length }),
    icon: <UsersRound aria-hidden className="size-5! rounded-full bg-press p-1" />,
  }
}

/** A mention brings its space along: whoever types one too, as ever, gets no second. */
export const OneSpace = Extension.create({
  name: 'oneSpace',
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        handleTextInput: ({ state: { doc } }, from, to, text) =>
          text === ' ' &&
          from === to &&
          doc.resolve(from).nodeBefore?.text === ' ' &&
          doc.resolve(from - 1).nodeBefore?.type.name === 'mention',
      },
    }),
  ],
})
