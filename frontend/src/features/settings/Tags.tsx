import { Plus, TagsIcon, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ReadError } from '@/components/ReadError'
import { Button } from '@/components/ui/Button'
import { IconButton } from '@/components/ui/IconButton'
import { Input } from '@/components/ui/Input'
import { EmptyState, Skeleton } from '@/components/ui/States'
import { toast } from '@/components/ui/Toaster'
import { COLORS } from '@/components/records/colors'
import { textOf, useChanges, useList, useMay } from '@/sync'
import { ColorPicker } from './ColorPicker'
import { CommitInput } from './CommitInput'
import { Section } from './Section'

/** The tags records carry. */
export function Tags() {
  const { t } = useTranslation()
  const mayCreate = useMay('tags', 'create')
  const mayUpdate = useMay('tags', 'update')
  const mayDelete = useMay('tags', 'delete')
  const { create, update, remove } = useChanges()
  const list = useList('tags', { sort: 'name', limit: 200 })
  const [name, setName] = useState('')
  const add = () => {
    if (!name.trim()) return
    create('tags', { name: name.trim(), color: COLORS[(list.total + 1) % COLORS.length] })
    setName('')
  }
  return (
    <Section title={t('settings.tags')} text={t('settings.tags_text')}>
      {mayCreate && (
        <form
          className="flex max-w-[480px] gap-2"
          onSubmit={(event) => {
            event.preventDefault()
            add()
          }}
        >
          <Input
            aria-label={t('settings.tag_new')}
            placeholder={t('settings.tag_new')}
            value={name}
            maxLength={60}
            onChange={(event) => setName(event.target.value)}
          />
          <Button type="submit" variant="primary" disabled={!name.trim()}>
            <Plus />
            {t('settings.add')}
          </Button>
        </form>
      )}
      {list.status === 'loading' && <Skeleton className="h-24 w-full" />}
      {list.status === 'error' && <ReadError part error={list.error} retry={list.retry} />}
      {list.status === 'ready' && list.rows.length === 0 && (
        <EmptyState
          className="rounded-lg border"
          icon={<TagsIcon />}
          title={t('settings.tags_none')}
          text={t('settings.tags_none_text')}
        />
      )}
      {list.rows.length > 0 && (
        <ul className="max-w-[480px] rounded-lg border">
          {list.rows.map((row) => (
            <li
              key={row.id}
              className="flex h-10 items-center gap-1.5 border-b px-2 last:border-b-0"
            >
              <ColorPicker
                label={t('settings.color_of', { name: textOf(row, 'name') })}
                value={textOf(row, 'color')}
                disabled={!mayUpdate}
                onChange={(color) => update('tags', row.id, { color })}
              />
              <CommitInput
                aria-label={t('settings.tag_name')}
                value={textOf(row, 'name')}
                version={row.version}
                disabled={!mayUpdate}
                onCommit={(next, since) => update('tags', row.id, { name: next }, since)}
              />
              {mayDelete && (
                <IconButton
                  size="sm"
                  label={t('settings.tag_delete', { name: textOf(row, 'name') })}
                  icon={<Trash2 />}
                  onClick={() => {
                    const undo = remove('tags', row.id)
                    toast.success(t('records.deleted_named', { name: textOf(row, 'name') }), {
                      id: row.id,
                      action: { label: t('common.undo'), run: undo },
                    })
                  }}
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
