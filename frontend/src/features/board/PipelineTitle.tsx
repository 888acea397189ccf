import { useNavigate } from '@tanstack/react-router'
import { ChevronDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Dropdown } from '@/components/ui/Menu'
import { useList } from '@/sync'

/** The pipeline's name; the way to the others where there are several. */
export function PipelineTitle({ pipelineId, name }: { pipelineId: string; name: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { rows } = useList('pipelines', { sort: 'created_at' })
  if (rows.length < 2) return name
  const entries = rows.map((pipeline) => ({
    label: String(pipeline['name']),
    checked: pipeline.id === pipelineId,
    onSelect: () =>
      void navigate({ to: '/pipelines/$pipelineId', params: { pipelineId: pipeline.id } }),
  }))
  return (
    <Dropdown entries={entries}>
      <button
        type="button"
        aria-label={t('board.switch', { name })}
        // As wide as the name, and what sticks out on the left: it would be cut by just that else.
        className="-ml-1.5 inline-flex h-8 max-w-[calc(100%+6px)] items-center gap-1 rounded-md px-1.5 hover:bg-hover data-[state=open]:bg-press"
      >
        <span className="truncate">{name}</span>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-muted" />
      </button>
    </Dropdown>
  )
}
