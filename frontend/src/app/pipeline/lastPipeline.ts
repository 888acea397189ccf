const KEY = 'sp-last-pipeline'

/** The pipeline this browser showed last, which `/pipelines` opens again. */
export function lastPipeline(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}

export function rememberPipeline(id: string): void {
  try {
    localStorage.setItem(KEY, id)
  } catch {
    // Storage may be forbidden: then the first pipeline does.
  }
}
