import { useNavigate } from '@tanstack/react-router'
import { Ellipsis, Link2, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '@/components/ui/IconButton'
import { Dropdown } from '@/components/ui/Menu'
import { toast } from '@/components/ui/Toaster'
import { titleOf } from '@/components/records/titles'
import { useChanges, useMay, type Row, type TypeMeta } from '@/sync'

interface RecordActionsProps {
  type: string
  id: string
  row: Row
  about: TypeMeta
  listHref: string
}

/** What else can be done with a record: copy its link, move it to the trash. */
export function RecordActions({ type, id, row, about, listHref }: RecordActionsProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { remove } = useChanges()
  const mayDelete = useMay(type, 'delete')
  const drop = () => {
    const undo = remove(type, id)
    void navigate({ to: listHref })
    toast.success(t('records.deleted_named', { name: titleOf(row, about) }), {
      id,
      action: { label: t('common.undo'), run: undo },
    })
  }
  return (
    <Dropdown
      align="end"
      entries={[
        {
          label: t('records.copy_link'),
          icon: <Link2 />,
          onSelect: () =>
            void navigator.clipboard
              .writeText(location.href)
              .then(() => toast.success(t('records.link_copied'))),
        },
        ...(mayDelete
          ? [
              'rule' as const,
              { label: t('common.delete'), icon: <Trash2 />, danger: true, onSelect: drop },
            ]
          : []),
      ]}
    >
      <IconButton label={t('records.more')} icon={<Ellipsis />} />
    </Dropdown>
  )
}
