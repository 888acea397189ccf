import type { MentionNodeAttrs } from '@tiptap/extension-mention'
import { PluginKey } from '@tiptap/pm/state'
import type { SuggestionOptions } from '@tiptap/suggestion'
import i18next from 'i18next'
import type { Member } from '@/components/records/people'
import { Avatar } from '@/components/ui/Avatar'
import { listAtCaret } from './suggesting'
import type { Choice } from './SuggestionList'

const MOST = 6

/** `@` offers people; the one who is chosen hears of it. */
export function mentioning(
  people: () => readonly Member[],
): Omit<SuggestionOptions<Choice, MentionNodeAttrs>, 'editor'> {
  return {
    pluginKey: new PluginKey('mentioning'),
    char: '@',
    allowedPrefixes: [' ', '(', '['],
    items: ({ query }) => named(people(), query).slice(0, MOST).map(choiceOf),
    command: ({ editor, range, props: { id, label } }) =>
      editor
        .chain()
        .focus()
        .insertContentAt(range, [
          { type: 'mention', attrs: { id, label } },
          { type: 'text', text: ' ' },
        ])
        .run(),
    render: listAtCaret(() => ({
      label: i18next.t('notes.choose.mention'),
      nothing: i18next.t('notes.nobody'),
    })),
  }
}

/** Active people, one of whose names begins like this. */
export function named(people: readonly Member[], query: string): readonly Member[] {
  const wanted = query.toLowerCase()
  return people.filter(
    ({ name, active }) =>
      active &&
      name
        .toLowerCase()
        .split(/\s+/)
        .some((word) => word.startsWith(wanted)),
  )
}

function choiceOf({ id, name }: Member): Choice {
  return {
    id,
    label: name,
    icon: <Avatar person={{ id, name }} size={20} named={false} />,
  }
}
