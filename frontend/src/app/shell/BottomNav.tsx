import { Link } from '@tanstack/react-router'
import { Menu } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { PLACES, useCurrent } from './nav'

const item =
  'flex h-14 grow flex-col items-center justify-center gap-1 text-xs text-muted data-[status=active]:font-medium data-[status=active]:text-accent-text [&_svg]:size-5'

/** A phone's way around. */
export function BottomNav({ onMore }: { onMore: () => void }) {
  const { t } = useTranslation()
  const current = useCurrent()
  return (
    <nav
      aria-label={t('shell.menu')}
      className="flex shrink-0 border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {PLACES.filter((place) => place.bottom).map(({ to, label, icon: Icon }) => (
        <Link key={to} to={to} className={item} {...current(to)}>
          <Icon aria-hidden />
          {t(label)}
        </Link>
      ))}
      <button type="button" className={item} onClick={onMore}>
        <Menu aria-hidden />
        {t('shell.more')}
      </button>
    </nav>
  )
}
