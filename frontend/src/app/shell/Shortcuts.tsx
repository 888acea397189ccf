import { useNavigate } from '@tanstack/react-router'
import { Keyboard, Moon, Search } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { tinykeys } from 'tinykeys'
import { commandStore, useCommands, type Command } from '@/components/commands'
import { isDark, useAppearance } from '../appearance'
import { showKeys, showPalette } from './keys'
import { PLACES } from './nav'

/** Offers the shell's own commands, and binds the keys of everybody's. */
export function Shortcuts() {
  useCommands(useShellCommands())
  const lists = commandStore((state) => state.lists)
  useEffect(() => {
    const commands = lists.flat()
    const withMod = (command: Command) => command.keys?.includes('$mod') ?? false
    const plain = tinykeys(window, bindingsOf(commands.filter((one) => !withMod(one))))
    // Before everybody: an editor keeps its letters to itself, ⌘K works there all the same.
    const mod = tinykeys(window, bindingsOf(commands.filter(withMod)), { capture: true })
    return () => {
      plain()
      mod()
    }
  }, [lists])
  return null
}

function bindingsOf(commands: readonly Command[]) {
  const bindings: Record<string, (event: KeyboardEvent) => void> = {}
  for (const { keys, run, typing } of commands) {
    if (!keys) continue
    bindings[keys === '?' ? 'Shift+?' : keys] = (event) => {
      const theirs = keys.includes('$mod') ? typing === false && isField(event) : isTyping(event)
      if (theirs) return
      event.preventDefault()
      run()
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
  const { theme, setTheme } = useAppearance()
  return useMemo(() => {
    const dark = isDark(theme)
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
  }, [t, navigate, theme, setTheme])
}

/** `/` goes to the search field of the screen, or to the palette where there is none. */
function focusSearch(): void {
  const field = document.querySelector<HTMLInputElement>(
    'main input[type=search], header input[type=search]',
  )
  if (field) field.select()
  else showPalette()
}
