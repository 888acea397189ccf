import type { Row } from '@/sync'

export interface StageStep {
  id: string
  name: string
  kind: string
  color: string | null
  state: 'passed' | 'here' | 'ahead'
}

/** A pipeline's stages as steps: those before the deal's are passed, unless it was lost on the way. */
export function progressOf(stages: readonly Row[], current: string): StageStep[] {
  const at = stages.findIndex((stage) => stage.id === current)
  const lost = stages[at]?.['kind'] === 'lost'
  return stages.map((stage, index) => ({
    id: stage.id,
    name: stage['name'] as string,
    kind: stage['kind'] as string,
    color: (stage['color'] as string | null) ?? null,
    state:
      index === at ? 'here' : index < at && !lost && stage['kind'] === 'open' ? 'passed' : 'ahead',
  }))
}
