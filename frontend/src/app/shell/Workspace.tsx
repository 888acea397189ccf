import { ChevronsUpDown, Keyboard, LogOut, Rows4 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Dropdown, type MenuEntry } from '@/components/ui/Menu'
import { toast } from '@/components/ui/Toaster'
import { signOut, switchTenant, useMe } from '@/sync'
import { useAppearance } from '../appearance'
import { showKeys } from './keys'

function Tile({ name }: { name: string }) {
  return (
    <span
      aria-hidden
      className="inline-flex size-6 shrink-0 items-center justify-center rounded-md bg-accent text-sm font-semibold text-on-accent"
    >
      {name.slice(0, 1).toUpperCase()}
    </span>
  )
}

/** Which organisation this window shows; switch, density, shortcuts, sign out. */
export function Workspace() {
  const { t } = useTranslation()
  const me = useMe()
  const { density, setDensity } = useAppearance()
  const organisations: MenuEntry[] = me.tenants.map((tenant) => ({
    label: tenant.name,
    icon: <Tile name={tenant.name} />,
    checked: tenant.id === me.tenant.id,
    onSelect: () => {
      if (tenant.id === me.tenant.id) return
      void switchTenant(tenant.id).catch((error: Error) =>
        toast.error(t('shell.not_switched', { name: tenant.name }), { description: error.message }),
      )
    },
  }))
  const entries: MenuEntry[] = [
    { heading: t('shell.switch_to') },
    ...organisations,
    'rule',
    {
      label: t('shell.density'),
      icon: <Rows4 />,
      checked: density === 'compact',
      onSelect: () => setDensity(density === 'compact' ? 'comfortable' : 'compact'),
    },
    { label: t('shell.keys'), icon: <Keyboard />, keys: '?', onSelect: showKeys },
    'rule',
    { heading: t('shell.account', { name: me.user.full_name, email: me.user.email }) },
    { label: t('shell.sign_out'), icon: <LogOut />, onSelect: () => void signOut() },
  ]
  return (
    <Dropdown entries={entries} className="w-60">
      <button
        type="button"
        className="flex h-10 w-full min-w-0 items-center gap-2 rounded-md px-2 text-left hover:bg-hover data-[state=open]:bg-press"
      >
        <Tile name={me.tenant.name} />
        <span className="grow truncate font-semibold">{me.tenant.name}</span>
        <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-muted" />
      </button>
    </Dropdown>
  )
}
