import { useCallback, useState, useSyncExternalStore } from 'react'
import type { StageColumn } from '@/sync'

const keyOf = (pipelineId: string) => `sp-board-folded-${pipelineId}`

/** Which columns this browser has folded; lost deals are, until somebody wants to see them. */
export function useCollapsed(pipelineId: string, stages: readonly StageColumn[]) {
  const [choices, setChoices] = useState(() => read(pipelineId))
  const collapse = useCallback(
    (stageId: string, folded: boolean) =>
      setChoices((before) => {
        const next = { ...before, [stageId]: folded }
        try {
          localStorage.setItem(keyOf(pipelineId), JSON.stringify(next))
        } catch {
          // Storage may be forbidden: it holds until the page goes.
        }
        return next
      }),
    [pipelineId],
  )
  const narrow = useNarrow()
  const many = stages.length > 4
  const isCollapsed = useCallback(
    (stage: StageColumn) => !narrow && (choices[stage.id] ?? (stage.kind === 'lost' && many)),
    [narrow, choices, many],
  )
  return { isCollapsed, collapse }
}

const phone = '(max-width: 639px)'

/** On a phone one column fills the screen: nothing is gained by folding one. */
function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = matchMedia(phone)
      query.addEventListener('change', changed)
      return () => query.removeEventListener('change', changed)
    },
    () => matchMedia(phone).matches,
  )
}

function read(pipelineId: string): Record<string, boolean> {
  try {
    return JSON.parse(localStorage.getItem(keyOf(pipelineId)) ?? '{}') as Record<string, boolean>
  } catch {
    return {}
  }
}
