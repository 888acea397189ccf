import { Outlet } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PageBarSlot } from '@/components/PageBar'
import { usePeopleColours } from '@/components/records/peopleColours'
import { onDemand } from '@/components/ui/onDemand'
import { DemoBar } from '@/features/demo'
import { useUnsentNotes } from '@/features/notes'
import { usePreloading } from '../ahead'
import { useSettled } from '../settled'
import { BottomNav } from './BottomNav'
import { CreateCommands } from '../records/CreateCommands'
import { OfflineNote } from './OfflineNote'
import { Overlays } from './Overlays'
import { ReadBySight } from './ReadBySight'
import { Recents } from './Recents'
import { Shortcuts } from './Shortcuts'
import { Sidebar } from './Sidebar'
import { TopBar } from './TopBar'
import { WindowTitle } from './WindowTitle'

const MenuDrawer = onDemand(() => import('./MenuDrawer'))
const Together = onDemand(() => import('../together/Together'))

/** What every screen stands in. */
export function Shell() {
  const { t } = useTranslation()
  usePeopleColours()
  useUnsentNotes()
  usePreloading()
  const [slot, setSlot] = useState<HTMLElement | null>(null)
  const [menu, setMenu] = useState(false)
  const settled = useSettled()
  return (
    <PageBarSlot value={slot}>
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t('shell.skip')}
      </a>
      <div className="flex h-dvh">
        <aside className="w-[228px] shrink-0 max-md:hidden">
          <Sidebar />
        </aside>
        <div className="flex min-w-0 grow flex-col md:py-2 md:pr-2">
          {/* Clipped, not hidden: bringing something in a list into sight must not scroll the shell, too. */}
          <div className="flex min-h-0 grow flex-col overflow-clip bg-surface md:rounded-lg md:border">
            <TopBar slot={setSlot} onMenu={() => setMenu(true)} />
            <main
              id="content"
              tabIndex={-1}
              className="relative flex min-h-0 grow flex-col outline-none"
            >
              {settled && <Together />}
              <Outlet />
              <OfflineNote />
            </main>
          </div>
          <DemoBar onOpen={() => setMenu(true)} />
          <BottomNav onMore={() => setMenu(true)} />
        </div>
      </div>
      {menu && <MenuDrawer onClose={() => setMenu(false)} />}
      <Shortcuts />
      <CreateCommands />
      <Recents />
      <WindowTitle />
      <ReadBySight />
      <Overlays />
    </PageBarSlot>
  )
}
