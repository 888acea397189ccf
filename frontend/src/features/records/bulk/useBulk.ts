import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { v7 } from 'uuid'
import { MY_CHANGE } from '@/components/records/undoing'
import { toast } from '@/components/ui/Toaster'
import { filterText, useLive, type ListParams, type Row } from '@/sync'

/** What a bulk change is done to: the ticked rows, or all that the list finds. */
export type Target =
  | { rows: readonly Row[]; all: null }
  | { rows: readonly Row[]; all: { params: ListParams; total: number } }

export interface BulkChange {
  action: 'update' | 'delete' | 'restore'
  fields?: Record<string, unknown>
  add_tags?: readonly string[]
  remove_tags?: readonly string[]
}

/** Ask for a bulk change: kept and sent like every write; its job then tells how it goes, or we do that it waits. */
export function useBulk(type: string): (target: Target, change: BulkChange) => void {
  const { t } = useTranslation()
  const { outbox, status } = useLive()
  return useCallback(
    (target, change) => {
      const id = outbox.add({
        kind: 'action',
        type: 'bulk-jobs',
        recordId: v7(),
        method: 'POST',
        path: `/${type}/bulk`,
        body: { ...change, ...selectionOf(target) },
      })
      // Nothing on the screen changes before the server has done it: without a word it would seem lost.
      if (status.getState().connection === 'offline')
        toast.info(t('bulk.waits'), {
          id: MY_CHANGE,
          action: { label: t('common.undo'), run: () => void outbox.cancel(id) },
        })
    },
    [outbox, status, t, type],
  )
}

/** How many records a target has. */
export function countOf({ rows, all }: Target): number {
  return all ? all.total : rows.length
}

/** The selection as `POST /{type}/bulk` takes it; a filter is written as the list's own. */
export function selectionOf({ rows, all }: Target): Record<string, unknown> {
  if (!all) return { ids: rows.map((row) => row.id) }
  const filter: Record<string, Record<string, string>> = {}
  for (const { field, op, value } of all.params.filters ?? [])
    filter[field] = { ...filter[field], [op]: filterText(value) }
  const { search } = all.params
  return { filter, ...(search ? { search } : {}) }
}
