import { useNavigate } from '@tanstack/react-router'
import { Keyboard, Moon, Search } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { tinykeys } from 'tinykeys'
import { commandStore, useCommands, type Command } from '@/components/commands'
import { useAppearance, useDark } from '../appearance'
import { showKeys, showPalette } from './keys'
import { PLACES } from './nav'

/** Offers the shell's own commands, and binds the keys of everybody's. */
export function Shortcuts() {
  useCommands(useShellCommands())
  // As one text: commands are offered anew with each change of a board, and "g" must still lead to "g n".
  const keys = commandStore(keysOnOffer)
  useEffect(() => {
    const all = keys.split('\n').filter(Boolean)
    const withMod = (one: string) => one.includes('$mod')
    const plain = tinykeys(window, bindingsOf(all.filter((one) => !withMod(one))))
    // Before everybody: an editor keeps its letters to itself, ⌘K works there all the same.
    const mod = tinykeys(window, bindingsOf(all.filter(withMod)), { capture: true })
    return () => {
      plain()
      mod()
    }
  }, [keys])
  return null
}

/** Sequences first: the "n" that ends "g n" is not the one that stands alone. */
function keysOnOffer({ lists }: { lists: readonly (readonly Command[])[] }): string {
  const all = new Set(lists.flat().flatMap((command) => command.keys ?? []))
  const length = (keys: string) => keys.split(' ').length
  return [...all]
    .sort((one, other) => length(other) - length(one) || (one < other ? -1 : 1))
    .join('\n')
}

function bindingsOf(all: readonly string[]) {
  const bindings: Record<string, (event: KeyboardEvent) => void> = {}
  for (const keys of all) {
    bindings[keys === '?' ? 'Shift+?' : keys] = (event) => {
      const command = commandStore
        .getState()
        .lists.flat()
        .findLast((one) => one.keys === keys)
      if (!command) return
      const inField = command.typing === false && isField(event)
      if (keys.includes('$mod') ? inField : isTyping(event)) return
      event.preventDefault()
      command.run()
    }
  }
  return bindings
}

function isTyping(event: KeyboardEvent): boolean {
  const { target, ctrlKey, metaKey, altKey, isComposing } = event
  // A cell of a table has taken the letter to open its editor.
  if (event.defaultPrevented) return true
  if (ctrlKey || metaKey || altKey || isComposing) return true
  if (!(target instanceof HTMLElement)) return false
  return isField(event) || !!target.closest('[role=dialog], [role=menu], [role=listbox]')
}

function isField({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable) return true
  // A slider or a tick box has no text of its own to undo.
  if (target instanceof HTMLInputElement)
    return !/^(range|checkbox|radio|button)$/.test(target.type)
  return /^(textarea|select)$/i.test(target.tagName)
}

function useShellCommands(): Command[] {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const setTheme = useAppearance((state) => state.setTheme)
  const dark = useDark()
  return useMemo(() => {
    const places = PLACES.map(({ to, label, keys, icon: Icon }) => ({
      id: `go ${to}`,
      label: t(label),
      group: t('palette.go_to'),
      keys,
      icon: <Icon />,
      run: () => void navigate({ to }),
    }))
    const general = { group: t('palette.actions') }
    return [
      ...places,
      {
        ...general,
        id: 'palette',
        label: t('keys.palette'),
        keys: '$mod+k',
        listed: false,
        run: showPalette,
      },
      {
        ...general,
        id: 'search',
        label: t('keys.search'),
        keys: '/',
        icon: <Search />,
        listed: false,
        run: focusSearch,
      },
      {
        ...general,
        id: 'keys',
        label: t('keys.title'),
        keys: '?',
        icon: <Keyboard />,
        run: showKeys,
      },
      {
        ...general,
        id: 'theme',
        label: t(dark ? 'shell.theme_light' : 'shell.theme_dark'),
        icon: <Moon />,
        run: () => setTheme(dark ? 'light' : 'dark'),
      },
    ]
  }, [t, navigate, dark, setTheme])
}

/** `/` goes to the search field of the screen, or to the palette where there is none. */
function focusSearch(): void {
  const field = document.querySelector<HTMLInputElement>(
    'main input[type=search], header input[type=search]',
  )
  if (field) field.select()
  else showPalette()
}
