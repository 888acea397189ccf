import { useDraggable, useDroppable } from '@dnd-kit/core'
import { GripVertical, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { cn } from '@/components/ui/cn'
import { IconButton } from '@/components/ui/IconButton'
import { Select } from '@/components/ui/Select'
import { textOf, useChanges, type Row } from '@/sync'
import { ColorPicker } from './ColorPicker'
import { CommitInput } from './CommitInput'

interface StageRowProps {
  row: Row
  may: boolean
  place: { at: number; of: number }
  /** By how many places: -1 is up. */
  onMove: (by: number) => void
}

const KINDS = ['open', 'won', 'lost'] as const

/** One stage: its place, colour, name, kind and probability, each changed where it stands. */
export function StageRow({ row, may, place, onMove }: StageRowProps) {
  const { t } = useTranslation()
  const { update, remove } = useChanges()
  const drag = useDraggable({ id: row.id, disabled: !may })
  const drop = useDroppable({ id: row.id })
  const name = textOf(row, 'name')
  const set = (change: Record<string, unknown>, since?: number) =>
    update('stages', row.id, change, since)
  return (
    <li
      ref={(element) => {
        drag.setNodeRef(element)
        drop.setNodeRef(element)
      }}
      style={
        drag.transform ? { transform: `translateY(${drag.transform.y}px)`, zIndex: 10 } : undefined
      }
      className={cn(
        'relative grid grid-cols-[28px_28px_1fr_32px] items-center gap-x-2 gap-y-1 border-b bg-surface px-2 py-1 last:border-b-0 sm:grid-cols-[28px_28px_1fr_112px_88px_32px]',
        drag.isDragging && 'rounded-md border shadow-float',
        drop.isOver && !drag.isDragging && 'bg-accent-soft',
      )}
    >
      <button
        type="button"
        disabled={!may}
        {...drag.listeners}
        aria-label={t('settings.stage_move', { name, place: place.at, count: place.of })}
        className="inline-flex size-7 cursor-grab touch-none items-center justify-center rounded-md text-faint enabled:hover:bg-hover enabled:hover:text-text"
        onKeyDown={(event) => {
          const by = { ArrowUp: -1, ArrowDown: 1 }[event.key]
          if (by === undefined) return
          event.preventDefault()
          onMove(by)
        }}
      >
        <GripVertical aria-hidden className="size-4" />
      </button>
      <ColorPicker
        label={t('settings.color_of', { name })}
        value={textOf(row, 'color')}
        disabled={!may}
        onChange={(color) => set({ color })}
      />
      <CommitInput
        aria-label={t('settings.stage')}
        value={name}
        version={row.version}
        disabled={!may}
        onCommit={(next, since) => set({ name: next }, since)}
      />
      <Select
        className="max-sm:order-last max-sm:col-span-2 max-sm:col-start-3"
        aria-label={t('settings.stage_kind_of', { name })}
        value={textOf(row, 'kind')}
        disabled={!may}
        options={KINDS.map((kind) => ({ value: kind, label: t(`import.stage.${kind}`) }))}
        onChange={(kind) => set({ kind })}
      />
      <CommitInput
        aria-label={t('settings.probability_of', { name })}
        className="tabular text-right max-sm:hidden"
        inputMode="numeric"
        value={`${textOf(row, 'probability')} %`}
        version={row.version}
        disabled={!may}
        onCommit={(text, since) => {
          const value = Number.parseInt(text, 10)
          if (value >= 0 && value <= 100) set({ probability: value }, since)
        }}
      />
      {may ? (
        <IconButton
          size="sm"
          label={t('settings.stage_delete', { name })}
          icon={<Trash2 />}
          onClick={() => remove('stages', row.id)}
        />
      ) : (
        <span />
      )}
    </li>
  )
}
