import { DndContext, closestCenter, type DragEndEvent } from '@dnd-kit/core'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ReadError } from '@/components/ReadError'
import { Button } from '@/components/ui/Button'
import { COLORS } from '@/components/records/colors'
import { textOf, useChanges, useList } from '@/sync'
import { afterAt, positionAfterRow } from './order'
import { StageRow } from './StageRow'

/** A pipeline's stages in order: dragged by the handle, or moved with the arrows on it. */
export function StageList({ pipelineId, may }: { pipelineId: string; may: boolean }) {
  const { t } = useTranslation()
  const { act, create } = useChanges()
  const list = useList('stages', {
    sort: 'position',
    limit: 200,
    filters: [{ field: 'pipeline_id', op: 'eq', value: pipelineId }],
  })
  const [said, setSaid] = useState('')
  const { rows } = list
  const move = (id: string, to: number) => {
    const from = rows.findIndex((row) => row.id === id)
    if (to === from || to < 0 || to >= rows.length) return
    const after = afterAt(rows, id, to)
    act('stages', id, 'move', { after_id: after }, { position: positionAfterRow(rows, after) })
    setSaid(
      t('settings.stage_moved', {
        name: textOf(rows[from], 'name'),
        place: to + 1,
        count: rows.length,
      }),
    )
  }
  const drop = ({ active, over }: DragEndEvent) => {
    if (over)
      move(
        String(active.id),
        rows.findIndex((row) => row.id === over.id),
      )
  }
  const add = () =>
    create('stages', {
      pipeline_id: pipelineId,
      name: t('settings.stage_unnamed'),
      kind: 'open',
      color: COLORS[rows.length % COLORS.length],
      probability: 50,
    })
  return (
    <>
      <div
        aria-hidden
        className="grid grid-cols-[28px_28px_1fr_112px_88px_32px] items-center gap-2 border-b px-2 py-1.5 text-sm font-medium text-muted max-sm:hidden"
      >
        <span />
        <span />
        <span className="pl-2">{t('settings.stage')}</span>
        <span className="pl-2">{t('settings.stage_kind')}</span>
        <span className="pl-2">{t('settings.probability')}</span>
      </div>
      {list.status === 'error' && (
        <ReadError part className="m-2" error={list.error} retry={list.retry} />
      )}
      <DndContext collisionDetection={closestCenter} onDragEnd={drop}>
        <ol>
          {rows.map((row, index) => (
            <StageRow
              key={row.id}
              row={row}
              may={may}
              place={{ at: index + 1, of: rows.length }}
              onMove={(by) => move(row.id, index + by)}
            />
          ))}
        </ol>
      </DndContext>
      <p className="sr-only" role="status">
        {said}
      </p>
      {may && (
        <div className="border-t p-2">
          <Button variant="ghost" size="sm" onClick={add}>
            <Plus />
            {t('settings.stage_new')}
          </Button>
        </div>
      )}
    </>
  )
}
