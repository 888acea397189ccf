import { Link } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Kbd, pressedBy } from '@/components/ui/Kbd'
import { Dot } from '@/components/ui/Badge'
import { DemoCorner } from '@/features/demo'
import { textOf, useList } from '@/sync'
import { showPalette } from './keys'
import { PLACES, useCurrent } from './nav'
import { Workspace } from './Workspace'

const line =
  'group flex h-8 items-center gap-2.5 rounded-md px-2 text-muted hover:bg-hover hover:text-text data-[status=active]:bg-press data-[status=active]:font-medium data-[status=active]:text-text [&_svg]:size-4 [&_svg]:shrink-0'

/** Where one is and where one can go. `onLeave` closes it where it is a drawer. */
export function Sidebar({ onLeave }: { onLeave?: () => void }) {
  const { t } = useTranslation()
  const current = useCurrent()
  const pipelines = useList('pipelines', { sort: 'created_at' })
  return (
    <nav
      aria-label={t('shell.menu')}
      className="flex h-full min-h-0 flex-col gap-1 overflow-y-auto p-2"
    >
      <Workspace />
      <button
        type="button"
        {...pressedBy('mod+k')}
        onClick={() => {
          onLeave?.()
          showPalette()
        }}
        className="mb-2 flex h-8 items-center gap-2 rounded-md border bg-surface px-2 text-muted hover:border-line-strong"
      >
        <Search aria-hidden className="size-4" />
        <span className="grow truncate text-left">{t('shell.search')}</span>
        <Kbd keys="mod+k" />
      </button>
      {PLACES.map(({ to, label, icon: Icon, keys, exact = false }) => (
        <div key={to}>
          <Link
            to={to}
            className={line}
            activeOptions={{ exact, includeSearch: false }}
            {...current(to)}
            {...pressedBy(keys)}
            {...(onLeave ? { onClick: onLeave } : {})}
          >
            <Icon aria-hidden />
            <span className="grow truncate">{t(label)}</span>
            <span className="opacity-0 transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100">
              <Kbd keys={keys} />
            </span>
          </Link>
          {to === '/pipelines' && pipelines.rows.length > 1 && (
            <ul className="mt-0.5 ml-[17px] border-l pl-2.5">
              {pipelines.rows.map((pipeline) => (
                <li key={pipeline.id}>
                  <Link
                    to="/pipelines/$pipelineId"
                    params={{ pipelineId: pipeline.id }}
                    className={line}
                    {...(onLeave ? { onClick: onLeave } : {})}
                  >
                    <Dot className="size-1.5" />
                    <span className="truncate">{textOf(pipeline, 'name')}</span>
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </div>
      ))}
      <div className="mt-auto shrink-0 pt-4">
        <DemoCorner />
      </div>
    </nav>
  )
}
