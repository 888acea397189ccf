import { Menu, Moon, Search, Sun } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '@/components/ui/IconButton'
import { NotificationBell } from '@/features/notifications'
import { placeOfNews } from '../addresses'
import { useAppearance, useDark } from '../appearance'
import { showPalette } from './keys'
import { NewBuild } from './NewBuild'
import { PeopleOnline } from './PeopleOnline'
import { StatusBadge } from './StatusBadge'

interface TopBarProps {
  /** Takes the element that screens put their title and actions into. */
  slot: (element: HTMLElement | null) => void
  onMenu: () => void
}

/** The screen's title and actions, and what is always at hand. */
export function TopBar({ slot, onMenu }: TopBarProps) {
  const { t } = useTranslation()
  const setTheme = useAppearance((state) => state.setTheme)
  const dark = useDark()
  return (
    <header className="flex h-12 shrink-0 items-center gap-1 border-b pr-2 pl-4 max-md:pl-2">
      <IconButton className="md:hidden" label={t('shell.menu')} icon={<Menu />} onClick={onMenu} />
      <div ref={slot} className="flex min-w-0 grow items-center" />
      <NewBuild />
      <PeopleOnline />
      <StatusBadge />
      <IconButton
        className="max-sm:hidden md:hidden"
        label={t('shell.palette')}
        keys="mod+k"
        icon={<Search />}
        onClick={showPalette}
      />
      <NotificationBell placeOf={placeOfNews} />
      <IconButton
        className="max-sm:hidden"
        label={t(dark ? 'shell.theme_light' : 'shell.theme_dark')}
        icon={dark ? <Sun /> : <Moon />}
        onClick={() => setTheme(dark ? 'light' : 'dark')}
      />
    </header>
  )
}
