import { useTranslation } from 'react-i18next'
import { commandStore } from '@/components/commands'
import { Dialog } from '@/components/ui/Dialog'
import { Kbd } from '@/components/ui/Kbd'
import { useOverlays } from './keys'

/** `?`: every key that does something here. */
export default function KeysDialog() {
  const { t } = useTranslation()
  const open = useOverlays((state) => state.keys)
  const lists = commandStore((state) => state.lists)
  const lines = [
    ...lists
      .flat()
      .flatMap(({ group, label, keys }) =>
        keys ? [{ group, label, keys: keys.replace('$mod', 'mod') }] : [],
      ),
    { group: t('keys.group_board'), label: t('keys.lift'), keys: 'Space ↑ ↓ ← → Space' },
    { group: t('keys.group_tables'), label: t('keys.move'), keys: '↑ ↓ ← →' },
    { group: t('keys.group_tables'), label: t('keys.edit'), keys: 'enter' },
    { group: t('keys.group_tables'), label: t('keys.back'), keys: 'Esc' },
  ]
  const groups = [...new Set(lines.map((line) => line.group))]
  return (
    <Dialog
      open={open}
      onOpenChange={(keys) => useOverlays.setState({ keys })}
      title={t('keys.title')}
      closeLabel={t('common.close')}
      className="sm:w-[min(560px,calc(100vw-32px))]"
    >
      <div className="grid gap-x-8 gap-y-4 pb-2 sm:grid-cols-2">
        {groups.map((group) => (
          <section key={group}>
            <h3 className="mb-1 text-xs font-medium text-muted">{group}</h3>
            <dl>
              {lines
                .filter((line) => line.group === group)
                .map(({ label, keys }) => (
                  <div
                    key={label + keys}
                    className="flex h-8 items-center justify-between border-b last:border-0"
                  >
                    <dt className="truncate">{label}</dt>
                    <dd className="text-muted">
                      <Kbd keys={keys} read />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
