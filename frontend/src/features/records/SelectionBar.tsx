import { X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '@/components/ui/IconButton'
import { onDemand } from '@/components/ui/onDemand'
import type { ListParams, ListResult } from '@/sync'
import type { Target } from './bulk/useBulk'
import type { Selection } from './useSelection'

const BulkActions = onDemand(() => import('./bulk/BulkActions'))

interface SelectionBarProps {
  type: string
  list: ListResult
  params: ListParams
  selection: Selection
}

/** What can be done with the ticked rows; floats over the table while there are any. */
export function SelectionBar({ type, list, params, selection }: SelectionBarProps) {
  const { t } = useTranslation()
  const [everything, setEverything] = useState(false)
  const count = selection.rows.length
  // Unticking one, or another filter, ends "all of them".
  const complete = count > 0 && count === list.rows.length
  if (everything && !complete) setEverything(false)
  if (count === 0) return null
  const all = everything && complete && !list.totalIsMin
  const target: Target = { rows: selection.rows, all: all ? { params, total: list.total } : null }
  return (
    <div
      role="toolbar"
      data-foot
      aria-label={t('records.selected', { count })}
      className="floating absolute bottom-4 left-1/2 z-30 flex max-w-[calc(100%-16px)] -translate-x-1/2 items-center gap-1 overflow-x-auto py-1 pr-1 pl-3"
    >
      <span className="tabular mr-1 font-medium whitespace-nowrap" role="status">
        {t('records.selected', { count: all ? list.total : count })}
      </span>
      <BulkActions
        type={type}
        target={target}
        more={complete && !all && !list.totalIsMin && list.total > count ? list.total : 0}
        onAll={() => setEverything(true)}
        onDone={selection.clear}
      />
      <IconButton size="sm" label={t('records.unselect')} icon={<X />} onClick={selection.clear} />
    </div>
  )
}
