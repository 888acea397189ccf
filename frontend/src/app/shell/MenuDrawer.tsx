import { useTranslation } from 'react-i18next'
import { Sheet } from '@/components/ui/Dialog'
import { Sidebar } from './Sidebar'

/** The sidebar, where there is no room for it beside the screen. */
export default function MenuDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('shell.menu')}
      side="left"
      className="w-[280px] bg-bg"
    >
      <Sidebar onLeave={onClose} />
    </Sheet>
  )
}
