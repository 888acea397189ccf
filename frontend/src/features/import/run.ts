import type { Row } from '@/sync'

export type RunStatus = 'queued' | 'running' | 'done' | 'failed' | 'undone'

/** An import as `GET /imports/{id}` and its events give it. */
export interface Run {
  id: string
  type: string
  fileName: string
  status: RunStatus
  /** Under way backwards. */
  undoing: { total: number; done: number } | null
  error: string | null
  total: number | null
  done: number
  failed: number
  created: Record<string, number>
  dryRun: boolean
  hasErrors: boolean
  ownerId: string | null
  createdAt: string
}

export function runOf(row: Row): Run {
  const undo = row['undo'] as { total: number; done: number } | null | undefined
  const status = row['status'] as RunStatus
  return {
    id: row.id,
    type: row['type'] as string,
    fileName: row['file_name'] as string,
    status,
    undoing: undo && status !== 'undone' ? undo : null,
    error: (row['error'] as string | null | undefined) ?? null,
    total: (row['total'] as number | null | undefined) ?? null,
    done: (row['done'] as number | undefined) ?? 0,
    failed: (row['failed'] as number | undefined) ?? 0,
    created: (row['created'] as Record<string, number> | undefined) ?? {},
    dryRun: (row['options'] as { dry_run?: boolean } | undefined)?.dry_run === true,
    hasErrors: typeof row['errors_url'] === 'string',
    ownerId: (row['owner_id'] as string | null | undefined) ?? null,
    createdAt: row['created_at'] as string,
  }
}

/** How far it is, from 0 to 1; undefined while the rows are not counted yet. */
export function shareOf(run: Run): number | undefined {
  if (run.undoing) return run.undoing.total > 0 ? run.undoing.done / run.undoing.total : undefined
  if (run.status === 'done' || run.status === 'undone') return 1
  return run.total ? (run.done + run.failed) / run.total : undefined
}

/** Whether anything of it can be taken back now. */
export function isUndoable(run: Run): boolean {
  return !run.dryRun && !run.undoing && run.status !== 'undone' && run.status !== 'queued'
}
