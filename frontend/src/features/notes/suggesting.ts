import { ReactRenderer } from '@tiptap/react'
import type { SuggestionOptions, SuggestionProps } from '@tiptap/suggestion'
import { LIST_ID, SuggestionList, type Choice, type SuggestionListHandle } from './SuggestionList'

interface Words {
  label: string
  nothing: string
}

/** Shows a list of choices at the caret while a suggestion goes on. */
export function listAtCaret<T extends Choice, Chosen = T>(
  words: () => Words,
): NonNullable<SuggestionOptions<T, Chosen>['render']> {
  return () => {
    let list: ReactRenderer<SuggestionListHandle> | undefined
    let unmount: (() => void) | undefined
    let choices: readonly Choice[] = []
    const props = ({ items, command, editor }: SuggestionProps<T, Chosen>) => ({
      ...words(),
      choices: items,
      onChoose: (choice: Choice) => command(choice as Chosen),
      onActive: (id: string | null) => announce(editor.view.dom, id),
    })
    return {
      onStart: (start) => {
        choices = start.items
        list = new ReactRenderer(SuggestionList, { props: props(start), editor: start.editor })
        // Within a dialog: outside of it a modal one lets nobody click.
        const place = start.editor.view.dom.closest('[role=dialog]') ?? document.body
        place.append(list.element)
        unmount = start.mount(list.element)
      },
      onUpdate: (now) => {
        choices = now.items
        list?.updateProps(props(now))
      },
      // Who types fast presses Enter before the list has been drawn for the last letter.
      onKeyDown: ({ event }) => list?.ref?.press(event.key, choices) ?? false,
      onExit: ({ editor }) => {
        if (!editor.isDestroyed) announce(editor.view.dom, undefined)
        unmount?.()
        list?.destroy()
        list = undefined
      },
    }
  }
}

/** Tells assistive technology what the keys are on; `undefined`: the list is gone. */
function announce(text: HTMLElement, option: string | null | undefined): void {
  if (option === undefined) text.removeAttribute('aria-controls')
  else text.setAttribute('aria-controls', LIST_ID)
  if (option) text.setAttribute('aria-activedescendant', option)
  else text.removeAttribute('aria-activedescendant')
}
