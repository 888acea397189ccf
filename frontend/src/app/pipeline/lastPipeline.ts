import { create } from 'zustand'

const KEY = 'sp-last-pipeline'

/** The pipeline this browser showed last, which `/pipelines` opens again; null: none, or not known. */
export const useLastPipeline = create<{ id: string | null }>(() => ({ id: kept() }))

export function rememberPipeline(id: string): void {
  useLastPipeline.setState({ id })
  try {
    localStorage.setItem(KEY, id)
  } catch {
    // Storage may be forbidden: then the first pipeline does.
  }
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}
