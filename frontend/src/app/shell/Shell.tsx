import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PageBarSlot } from '@/components/PageBar'
import { Sheet } from '@/components/ui/Dialog'
import { DemoBar } from '@/features/demo'
import { useStatus } from '@/sync'
import { BottomNav } from './BottomNav'
import { CreateCommands } from '../records/CreateCommands'
import { useOverlays } from './keys'
import { Recents } from './Recents'
import { Shortcuts } from './Shortcuts'
import { Sidebar } from './Sidebar'
import { TopBar } from './TopBar'

const Palette = lazy(() => import('./Palette'))
const KeysDialog = lazy(() => import('./KeysDialog'))
const ConflictDialog = lazy(() => import('./ConflictDialog'))

/** What every screen stands in. */
export function Shell() {
  const { t } = useTranslation()
  const [slot, setSlot] = useState<HTMLElement | null>(null)
  const [menu, setMenu] = useState(false)
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
          <div className="flex min-h-0 grow flex-col overflow-hidden bg-surface md:rounded-lg md:border">
            <TopBar slot={setSlot} onMenu={() => setMenu(true)} />
            <main
              id="content"
              tabIndex={-1}
              className="relative flex min-h-0 grow flex-col outline-none"
            >
              <Outlet />
            </main>
          </div>
          <DemoBar onOpen={() => setMenu(true)} />
          <BottomNav onMore={() => setMenu(true)} />
        </div>
      </div>
      <Sheet
        open={menu}
        onOpenChange={setMenu}
        title={t('shell.menu')}
        side="left"
        className="w-[280px] bg-bg"
      >
        <Sidebar onLeave={() => setMenu(false)} />
      </Sheet>
      <Shortcuts />
      <CreateCommands />
      <Recents />
      <Overlays />
    </PageBarSlot>
  )
}

/** Opened seldom, so loaded when first needed. */
function Overlays() {
  const { palette, keys } = useOverlays()
  const conflict = useStatus((status) => status.conflicts.length > 0)
  const [used, setUsed] = useState({ palette, keys })
  if ((palette && !used.palette) || (keys && !used.keys)) {
    setUsed({ palette: used.palette || palette, keys: used.keys || keys })
  }
  return (
    <Suspense>
      {used.palette && <Palette />}
      {used.keys && <KeysDialog />}
      {conflict && <ConflictDialog />}
    </Suspense>
  )
}
